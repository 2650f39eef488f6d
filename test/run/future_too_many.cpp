// A state counts as many futures as its word has room for, and says so when there are more.
// RUN: %heddle %s -O2 -o %t && sh -c '%run %t 2>&1; echo "status $?"' | FileCheck %s

#include <cstdio>
#include <future>
#include <vector>

int main() {
  std::promise<int> Promise;
  std::shared_future<int> Future = Promise.get_future().share();
  {
    std::vector<std::shared_future<int>> All(4194302, Future);
    Promise.set_value(7);
    // CHECK: 4194302 futures: 7
    std::printf("%zu futures: %d\n", All.size(), All.back().get());
  }
  std::vector<std::shared_future<int>> All(4194302, Future);
  std::fflush(stdout);
  // CHECK: 4194304 shared futures of one state are too many
  All.push_back(Future);
  // CHECK-NOT: went on
  // CHECK: status 134
  std::printf("went on\n");
}
