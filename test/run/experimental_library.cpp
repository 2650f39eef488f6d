// -fexperimental-library is libc++'s: it opens the parallel algorithms, and the
// kind of hardening that reports a mistake and goes on.
// RUN: %heddle -std=c++20 -O1 -fexperimental-library %s -o %t \
// RUN:   -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_FAST \
// RUN:   -D_LIBCPP_ASSERTION_SEMANTIC=_LIBCPP_ASSERTION_SEMANTIC_OBSERVE
// RUN: %run %t 2>&1 | FileCheck %s

#include <algorithm>
#include <cstdio>
#include <execution>
#include <numeric>
#include <vector>

int main() {
  std::vector<int> Numbers(1000);
  std::iota(Numbers.begin(), Numbers.end(), 1);
  std::for_each(std::execution::par, Numbers.begin(), Numbers.end(),
                [](int &Number) { Number *= 2; });
  // CHECK: 1001000
  std::printf("%d\n", std::reduce(std::execution::par, Numbers.begin(),
                                  Numbers.end()));
  std::fflush(stdout);
  // CHECK: vector[] index out of bounds
  // CHECK: 2000
  Numbers.resize(10);
  std::printf("%d\n", Numbers[999]);
}
