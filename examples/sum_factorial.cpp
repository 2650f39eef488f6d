//===- sum_factorial.cpp - Two threads, two captured results --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <iostream>
#include <thread>

int main() {
  long sum = 0;
  long factorial = 1;

  std::thread adder([&] {
    for (int i = 0; i < 1000; ++i)
      sum += i;
  });
  std::thread multiplier([&] {
    for (int i = 1; i < 20; ++i)
      factorial *= i;
  });
  adder.join();
  multiplier.join();

  std::cout << "sum: " << sum << ", factorial: " << factorial << '\n';
}
