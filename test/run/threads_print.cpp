// 100,000 threads print a line each, by printf and by std::cout: none is lost, twice
// there or torn, whether into a file or through a pipe.
// RUN: %heddle %s -O2 -o %t
// RUN: bash -c '%run %t >%t.out; echo "status $?"' | FileCheck %s
// RUN: bash -c '%run %t | sort -n | cmp - <(seq -f "%%.0f is here" 0 99999)'
// RUN: bash -c 'sort -n %t.out | cmp - <(seq -f "%%.0f is here" 0 99999)'
// CHECK: status 0

#include <cstdio>
#include <iostream>
#include <thread>
#include <vector>

int main() {
  std::vector<std::thread> Threads;
  for (int I = 0; I < 100000; ++I)
    Threads.emplace_back([I] {
      // A line by one call each, which is what keeps it whole.
      if (I % 2)
        std::printf("%d is here\n", I);
      else
        std::cout << std::to_string(I) + " is here\n";
    });
  for (std::thread &Each : Threads)
    Each.join();
}
