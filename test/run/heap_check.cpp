// HEDDLE_HEAP_CHECK=1 finds errors with blocks, and says which thread and, with -g,
// which line allocated them. Without it the same programs run as ever.
// RUN: %heddle %s -g -O2 -Wno-free-nonheap-object -o %t
// RUN: %run %t clean | FileCheck %s --check-prefix=CLEAN
// RUN: env HEDDLE_HEAP_CHECK=1 %run %t clean 2>&1 | FileCheck %s --check-prefix=CLEAN --implicit-check-not=heddle:
// CLEAN: clean: 0 errors

// RUN: sh -c 'HEDDLE_HEAP_CHECK=1 %run %t double 2>&1; echo "status $?"' | FileCheck %s --check-prefix=DOUBLE
// DOUBLE: heddle: heap: double free of the block of 100 bytes at 0x{{[0-9a-f]+}} in thread [[A:[0-9]+]] "alice", at {{.*}}heap_check.cpp:[[#@LINE+46]] (doubleFree)
// DOUBLE-NEXT: heddle:   allocated in thread [[A]] "alice", at {{.*}}heap_check.cpp:[[#@LINE+43]] (doubleFree)
// DOUBLE-NEXT: heddle:   freed in thread [[A]] "alice", at {{.*}}heap_check.cpp:[[#@LINE+43]] (doubleFree)
// DOUBLE: status 134

// RUN: sh -c 'HEDDLE_HEAP_CHECK=1 %run %t overflow 2>&1; echo "status $?"' | FileCheck %s --check-prefix=OVERFLOW
// OVERFLOW: heddle: heap: write beyond the end of the block of 100 bytes at 0x{{[0-9a-f]+}}, found in thread
// OVERFLOW-NEXT: heddle:   allocated in thread {{[0-9]+}} "alice", at {{.*}}heap_check.cpp
// OVERFLOW: status 134

// RUN: sh -c 'HEDDLE_HEAP_CHECK=1 %run %t underflow 2>&1; echo "status $?"' | FileCheck %s --check-prefix=UNDERFLOW
// UNDERFLOW: heddle: heap: write before the beginning of the block of 100 bytes
// UNDERFLOW: status 134

// RUN: sh -c 'HEDDLE_HEAP_CHECK=1 %run %t exit 2>&1; echo "status $?"' | FileCheck %s --check-prefix=EXIT
// EXIT: heddle: heap: write beyond the end of the block of 24 bytes
// EXIT: status 134

// RUN: sh -c 'HEDDLE_HEAP_CHECK=1 %run %t after 2>&1; echo "status $?"' | FileCheck %s --check-prefix=AFTER
// AFTER: heddle: heap: write to the block of 100 bytes at 0x{{[0-9a-f]+}} after it was freed
// AFTER: heddle:   freed in thread {{[0-9]+}} "alice", at {{.*}}heap_check.cpp
// AFTER: status 134

// RUN: sh -c 'HEDDLE_HEAP_CHECK=1 %run %t wild 2>&1; echo "status $?"' | FileCheck %s --check-prefix=WILD
// WILD: heddle: heap: free of 0x{{[0-9a-f]+}}, which is no block of the heap, in thread
// WILD: status 134

// RUN: sh -c 'HEDDLE_HEAP_CHECK=1 %run %t leak 2>&1; echo "status $?"' | FileCheck %s --check-prefix=LEAK
// LEAK: heddle: heap: the block of 72 bytes at 0x{{[0-9a-f]+}} was never freed
// LEAK-NEXT: heddle:   allocated in thread {{[0-9]+}} "alice", at {{.*}}heap_check.cpp
// LEAK: heddle: heap: 2 blocks of 100072 bytes together were never freed
// LEAK: status 0

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <new>
#include <pthread.h>
#include <string>
#include <thread>
#include <vector>

static void doubleFree() {
  char *volatile Block = static_cast<char *>(std::malloc(100));
  std::free(Block);
  std::free(Block);
}

static void overflow(int By) {
  char *volatile Block = static_cast<char *>(std::malloc(100));
  Block[By] = 1;
  std::free(Block);
}

static void writeAfterFree() {
  char *volatile Block = static_cast<char *>(std::malloc(100));
  std::free(Block);
  Block[50] = 1;
}

static void leak() {
  char *volatile Block = static_cast<char *>(std::malloc(100000));
  Block = reinterpret_cast<char *>(new char[72]);
  Block[0] = 1;
}

/// Everything that is allowed. Returns how often something was wrong.
static int clean(unsigned Seed) {
  int Errors = 0;
  std::map<unsigned, std::string> Words;
  std::vector<char *> Blocks(20);
  for (unsigned i = 0; i < 200; ++i) {
    char *&Block = Blocks[(Seed + i * 7) % 20];
    size_t Size = (i * 37 + Seed) % (i % 50 ? 3000 : 300000);
    if (i % 5 == 0) {
      Block = static_cast<char *>(std::realloc(Block, Size + 1));
    } else {
      std::free(Block);
      Block = static_cast<char *>(i % 3 ? std::malloc(Size + 1)
                                        : std::aligned_alloc(256, Size + 1));
      if (i % 3 == 0)
        Errors += reinterpret_cast<size_t>(Block) % 256 != 0;
    }
    std::memset(Block, i, Size + 1);
    Words[i % 30] = std::string(i, 'x');
  }
  for (char *Block : Blocks)
    std::free(Block);
  struct alignas(128) Large {
    char Bytes[300];
  };
  delete[] new Large[3];
  delete new int(7);
  std::free(std::calloc(10, 10));
  return Errors;
}

int main(int, char **argv) {
  std::string What = argv[1];
  int Errors = 0, Local = 0;
  std::thread Alice([&] {
    pthread_setname_np(pthread_self(), "alice");
    if (What == "double")
      doubleFree();
    if (What == "overflow")
      overflow(100);
    if (What == "underflow")
      overflow(-1);
    if (What == "after")
      writeAfterFree();
    if (What == "wild")
      std::free(reinterpret_cast<char *>(&Local) + 64);
    if (What == "leak")
      leak();
    if (What == "clean")
      Errors = clean(3);
  });
  Alice.join();
  if (What == "exit") {
    static char *volatile Kept = new char[24];
    Kept[24] = 1;
  }
  if (What == "clean") {
    std::vector<std::thread> Threads;
    for (unsigned t = 0; t < 6; ++t)
      Threads.emplace_back([t] { clean(t); });
    for (std::thread &Thread : Threads)
      Thread.join();
    std::printf("clean: %d errors\n", Errors);
  }
}
