// A pipe that nobody reads for a while keeps its writers waiting, and nobody else: the reader
// begins when another stream has got what threads write meanwhile.
// RUN: %heddle %s -O2 -o %t
// RUN: rm -f %t.other
// RUN: bash -c 'timeout 100 %run %t %t.other | { until [[ $(tail -c 5 %t.other 2>/dev/null) == done. ]]; do sleep 0.1; done; cat; } > %t.out'
// RUN: sort -n %t.out | uniq -c | FileCheck %s --match-full-lines
// CHECK-COUNT-8:   20000 to a pipe that is full: {{[0-7]}}
// CHECK-NOT: {{.}}

#include <cstdio>
#include <thread>
#include <vector>

int main(int, char **argv) {
  std::vector<std::thread> Threads;
  for (int t = 0; t < 8; ++t)
    Threads.emplace_back([t] {
      for (int i = 0; i < 20000; ++i)
        std::printf("to a pipe that is full: %d\n", t);
    });
  std::FILE *Other = std::fopen(argv[1], "w");
  std::vector<std::thread> More;
  for (int t = 0; t < 8; ++t)
    More.emplace_back([Other, t] {
      for (int i = 0; i < 20000; ++i)
        std::fprintf(Other, "line %d of thread %d\n", i, t);
    });
  for (std::thread &Each : More)
    Each.join();
  std::fprintf(Other, "done.");
  std::fclose(Other);
  for (std::thread &Each : Threads)
    Each.join();
}
