// What has been written when a program ends, of 100,000 threads or of one that dies.
// RUN: %heddle %s -O2 -o %t
// RUN: %run %t threads > %t.out
// RUN: wc -l < %t.out | FileCheck %s --check-prefix=LINES
// RUN: sort -u %t.out | wc -l | FileCheck %s --check-prefix=LINES
// LINES: 100000
// RUN: not %run %t abort 2>%t.err > %t.out
// RUN: FileCheck %s --check-prefix=DIES < %t.out
// RUN: not %run %t fault 2>%t.err > %t.out
// RUN: FileCheck %s --check-prefix=DIES < %t.out
// RUN: %run %t exit > %t.out
// RUN: FileCheck %s --check-prefix=DIES < %t.out
// DIES: line 0 {{$}}
// DIES: line 4999 {{$}}
// DIES-NEXT: without a newline
// RUN: %run %t both > %t.out 2>&1
// RUN: FileCheck %s --check-prefix=BOTH < %t.out
// BOTH: to stderr
// BOTH: to stdout

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

int main(int, char **argv) {
  const char *How = argv[1];
  if (!std::strcmp(How, "threads")) {
    for (int Round = 0; Round < 100; ++Round) {
      std::vector<std::thread> Threads;
      for (int t = 0; t < 1000; ++t)
        Threads.emplace_back([=] { std::printf("thread %d\n", Round * 1000 + t); });
      for (std::thread &Each : Threads)
        Each.join();
    }
    return 0;
  }
  if (!std::strcmp(How, "both")) {
    // One is buffered, and the other not.
    std::printf("to stdout\n");
    std::fprintf(stderr, "to stderr\n");
    return 0;
  }
  for (int i = 0; i < 5000; ++i)
    std::printf("line %d \n", i);
  std::printf("without a newline");
  if (How[0] == 'a')
    std::abort();
  if (How[0] == 'f')
    *reinterpret_cast<int *volatile *>(8) = nullptr;
}
