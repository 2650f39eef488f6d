// Leaks are reported at the program's end, with a status of their own; what the
// runtime and the libraries keep is none, nor what other threads still hold.
// REQUIRES: sanitizers
// RUN: %heddle %s -std=c++20 -O1 -g -fsanitize=leak -o %t.leak
// RUN: sh -c '%run %t.leak leak 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=LEAK,STATUS
// RUN: sh -c '%run %t.leak 2>&1; echo "status $?"' | FileCheck %s --check-prefix=NONE
// RUN: %heddle %s -std=c++20 -O1 -g -fsanitize=address -o %t.address
// RUN: sh -c '%run %t.address leak 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=LEAK,ADDRESS
// RUN: sh -c '%run %t.address 2>&1; echo "status $?"' | FileCheck %s --check-prefix=NONE
// LEAK: end
// LEAK: ERROR: LeakSanitizer: detected memory leaks
// LEAK: Direct leak of 48 byte(s) in 1 object(s) allocated from:
// LEAK: in forget() {{.*}}sanitizer_leak.cpp:
// LEAK: SUMMARY: {{.*}}Sanitizer: 48 byte(s) leaked in 1 allocation(s).
// STATUS: status 23
// ADDRESS: status 1
// NONE: end
// NONE-NOT: Sanitizer
// NONE: status 0

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <pthread.h>
#include <string>
#include <thread>

static std::atomic<int> Started;

__attribute__((noinline)) static void forget() {
  int *volatile Forgotten = new int[12];
  Forgotten[0] = 1;
  Forgotten = nullptr;
}

int main(int argc, char **) {
  // Of a thread that is still running: on its stack, and under a key.
  static pthread_key_t Key;
  pthread_key_create(&Key, nullptr);
  std::thread([Own = std::make_unique<std::string>(100, 'x')] {
    pthread_setspecific(Key, new int(1));
    ++Started;
    for (volatile bool Forever = true; Forever;)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }).detach();
  while (!Started)
    std::this_thread::yield();
  if (argc > 1)
    std::thread(forget).join();
  setenv("HEDDLE_TEST", "value", 1);
  setenv("HEDDLE_TEST", "other", 1);
  std::atexit([] {});
  std::cout << "end" << std::endl;
}
