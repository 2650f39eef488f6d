// A write that does not fit one host call, and lines of many threads, which
// must not be torn.
// RUN: %heddle %s -O2 -o %t
// RUN: %run %t | FileCheck %s
// CHECK: {{^[a-z]*$}}
// CHECK-NEXT: length 100000
// CHECK-COUNT-640: {{^}}thread {{[0-9]+}} line {{[0-9]+}} ends{{$}}
// CHECK-NOT: thread
// CHECK: done
// RUN: %agree %s -O1 -DONE_THREAD

#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#ifdef ONE_THREAD
constexpr int ThreadCount = 1;
#else
constexpr int ThreadCount = 16;
#endif

int main() {
  std::string Long;
  for (int i = 0; i < 100000; ++i)
    Long += static_cast<char>('a' + i % 26);
  std::puts(Long.c_str());
  std::printf("length %zu\n", Long.size());

  std::vector<std::thread> Threads;
  for (int t = 0; t < ThreadCount; ++t)
    Threads.emplace_back([t] {
      for (int i = 0; i < 40; ++i)
        std::printf("thread %d line %d ends\n", t, i);
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  std::puts("done");
}
