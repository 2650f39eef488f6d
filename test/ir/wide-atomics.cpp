// A file refers to the functions for wide atomics, at every optimization level,
// and objects as wide as a word are aligned so that they need none.
// RUN: %clang -std=c++20 -O0 -S -emit-llvm -o - %s | FileCheck %s
// RUN: %clang -std=c++20 -O2 -S -emit-llvm -o - %s | FileCheck %s

#include <atomic>

struct Pair {
  int First, Second;
};
struct Odd {
  char Bytes[3];
};
struct Wide {
  long First, Second;
};
static_assert(alignof(std::atomic<Pair>) == 8);
static_assert(std::atomic<Pair>::is_always_lock_free);
static_assert(sizeof(std::atomic<Odd>) == 4);
static_assert(std::atomic<Odd>::is_always_lock_free);
static_assert(!std::atomic<Wide>::is_always_lock_free);

// CHECK-NOT: load atomic i128
// CHECK-NOT: atomic {{.*}}i64{{.*}} align 4
Pair loadPair(std::atomic<Pair> &A) { return A; }
Odd loadOdd(std::atomic<Odd> &A) { return A; }
// CHECK: call {{.*}}@__atomic_load(
Wide loadWide(std::atomic<Wide> &A) { return A; }
// CHECK: call {{.*}}@__atomic_compare_exchange(
bool replace(std::atomic<Wide> &A, Wide Old, Wide New) {
  return A.compare_exchange_strong(Old, New);
}
