// Memory comes back: far more is allocated over time than any heap holds, by
// the same thread, by the one that joins, and in threads that have ended.
// RUN: %heddle %s -O2 -o %t
// RUN: env HEDDLE_WARPS=16 %run %t | FileCheck %s
// CHECK: 1 MB blocks: 1, in the same pages: 1
// CHECK: freed by the joiner: 1
// CHECK: freed by a thread: 1

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include <heddle/introspect.h>

static bool touch(void *P, size_t Size) {
  if (!P)
    return false;
  static_cast<volatile char *>(P)[0] = 1;
  static_cast<volatile char *>(P)[Size - 1] = 1;
  return true;
}

int main() {
  constexpr size_t Large = 1 << 20;
  bool Ok = true;
  size_t Before = heddle::heap_bytes();
  // 400 GB.
  for (int i = 0; i < 400 * 1024 && Ok; ++i) {
    void *P = std::malloc(Large);
    Ok = touch(P, Large);
    std::free(P);
  }
  std::printf("1 MB blocks: %d, in the same pages: %d\n", Ok,
              heddle::heap_bytes() == Before + Large);

  for (int i = 0; i < 300 && Ok; ++i) {
    std::vector<void *> Blocks(100);
    std::thread([&] {
      for (void *&P : Blocks)
        P = std::malloc(Large);
    }).join();
    for (void *P : Blocks) {
      Ok &= touch(P, Large);
      std::free(P);
    }
  }
  std::printf("freed by the joiner: %d\n", Ok);

  for (int i = 0; i < 300 && Ok; ++i) {
    std::vector<void *> Blocks(20000);
    for (void *&P : Blocks) {
      P = std::malloc(64 + i);
      Ok &= P != nullptr;
    }
    std::thread([&] {
      for (void *P : Blocks)
        std::free(P);
    }).join();
  }
  std::printf("freed by a thread: %d\n", Ok);
}
