// Clang closes variable-length arrays for nvptx; GlobalizeStack gives them memory.
// RUN: %clang_verify -std=c++20 -Wno-vla-cxx-extension %s
// RUN: %clang_verify -x c %s
// expected-no-diagnostics

int sum(int n) {
  int values[n];
  for (int i = 0; i != n; ++i)
    values[i] = i;
  int total = 0;
  for (int i = 0; i != n; ++i)
    total += values[i];
  return total;
}
