// Blocks whose size the compiler knows: malloc and free of them are a part of their
// callers, and meet with those that look the size up.
// RUN: %heddle %s -O2 --save-temps -o %t
// RUN: FileCheck %s --check-prefix=CODE --input-file %t.%device.ll
// RUN: env HEDDLE_WARPS=8 %run %t | FileCheck %s
// RUN: %heddle %s -O0 -o %t.O0
// RUN: env HEDDLE_WARPS=8 %run %t.O0 | FileCheck %s
// RUN: %native %s -O2 -o %t.native
// RUN: %t.native | FileCheck %s
// CHECK: sizes: 0 errors
// CHECK: null: 0 errors

// The only calls of the heap are those for when there is no block at hand, or no room.
// CODE-LABEL: define {{.*}}@pairOf64{{(.device)?}}(
// CODE-NOT: {{call .*(at_hand|@malloc|@free)}}
// CODE: call {{.*}}mallocSlowly
// CODE-NOT: {{call .*(at_hand|@malloc|@free)}}
// CODE: call {{.*}}@__heddle_heap_free(
// CODE-NOT: {{call .*(at_hand|@malloc|@free)}}
// CODE-NEXT: br label

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <thread>
#include <utility>
#include <vector>

extern "C" [[gnu::noinline]] void pairOf64(int Value) {
  void *Block = std::malloc(64);
  *static_cast<volatile int *>(Block) = Value;
  std::free(Block);
}

struct Held {
  unsigned char *Bytes;
  size_t Size;
};

static bool isIntact(const Held &H) {
  for (size_t i = 0; i < H.Size; ++i)
    if (H.Bytes[i] != static_cast<unsigned char>(H.Size * 7 + i))
      return false;
  return true;
}

static Held fill(void *Block, size_t Size) {
  Held H{static_cast<unsigned char *>(Block), Size};
  for (size_t i = 0; i < Size; ++i)
    H.Bytes[i] = static_cast<unsigned char>(Size * 7 + i);
  return H;
}

/// As many that the front caches and magazines run out, some freed by their size and
/// some without.
template <size_t Size> static int some() {
  constexpr int Count = Size < 1000 ? 150 : 12;
  std::vector<Held> All;
  int Errors = 0;
  for (int i = 0; i < Count; ++i) {
    All.push_back(fill(std::malloc(Size), Size));
    Errors += malloc_usable_size(All.back().Bytes) < Size;
    volatile size_t Unknown = Size;
    All.push_back(fill(std::malloc(Unknown), Size));
    // Pairs between them.
    char *volatile Between = new char[Size];
    Between[Size - 1] = 1;
    delete[] Between;
    pairOf64(i);
    char *Short = static_cast<char *>(std::malloc(Size));
    *static_cast<char *volatile *>(&Short);
    static_cast<volatile char *>(Short)[Size - 1] = 2;
    std::free(Short);
    if (i % 3 == 0) {
      Errors += !isIntact(All.front());
      std::free(All.front().Bytes);
      All.erase(All.begin());
    }
  }
  for (const Held &H : All)
    Errors += !isIntact(H);
  for (const Held &H : All)
    std::free(H.Bytes);
  return Errors;
}

template <size_t... Index> static int every(std::index_sequence<Index...>) {
  // On both sides of each class's end, and of the largest one's that has a front cache.
  return (0 + ... + some<Index * 16 + 1>()) + (0 + ... + some<Index * 16 + 16>()) +
         some<4080>() + some<4096>() + some<4097>() + some<65536>() + some<65537>();
}

/// free(nullptr) leaves nothing behind that malloc would hand out.
static int nulls() {
  int Errors = 0;
  for (int i = 0; i < 100; ++i) {
    void *volatile Null = nullptr;
    std::free(Null);
    ::operator delete(Null, size_t(64));
    void *volatile A = std::malloc(64);
    std::free(Null);
    ::operator delete(Null, size_t(64));
    void *volatile B = std::malloc(64);
    Errors += !A || !B || A == B;
    std::memset(A, 1, 64);
    std::memset(B, 2, 64);
    Errors += static_cast<char *>(A)[63] != 1;
    std::free(A);
    std::free(B);
  }
  return Errors;
}

int main() {
  int Errors[3] = {};
  std::vector<std::thread> Threads;
  for (int &E : Errors)
    Threads.emplace_back([&E] { E = every(std::make_index_sequence<20>()); });
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("sizes: %d errors\n", Errors[0] + Errors[1] + Errors[2]);
  std::printf("null: %d errors\n", nulls());
}
