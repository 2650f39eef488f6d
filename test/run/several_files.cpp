// Separate compilation: a header with inline variables and templates, threads
// started in several files, a static library of which one member is needed,
// constructors in the order of the link.
// RUN: rm -rf %t.dir && split-file %s %t.dir && cd %t.dir
// RUN: %heddle -O2 -c main.cpp -o main.o
// RUN: %heddle -O1 -c loom.cpp -o loom.o
// RUN: %heddle -O2 -c used.cpp -o used.o
// RUN: %heddle -O2 -c unused.cpp -o unused.o
// RUN: llvm-ar rcs libparts.a used.o unused.o
// RUN: %heddle -O2 main.o loom.o -L. -lparts -o program
// RUN: %run ./program > first.out
// RUN: FileCheck %s --match-full-lines < first.out
// All at once, the library as a file.
// RUN: %heddle -O2 main.cpp loom.cpp libparts.a -o again
// RUN: %run ./again | cmp - first.out
// CHECK: constructed main.cpp: 1
// CHECK-NEXT: constructed loom.cpp: 2
// CHECK-NEXT: constructed used.cpp: 3
// CHECK-NEXT: inline variable: 42, one address: 1
// CHECK-NEXT: static of an inline function: 2
// CHECK-NEXT: woven 190, parts 5
// CHECK-NEXT: file-local: main 1, loom 2
// CHECK-NEXT: destroyed used.cpp
// CHECK-NEXT: destroyed loom.cpp
// CHECK-NEXT: destroyed main.cpp
// RUN: not %heddle -O2 main.o loom.o -o broken 2>&1 | FileCheck %s --check-prefix=UNDEFINED
// UNDEFINED: undefined {{.*}}parts

//--- shared.h
#pragma once
#include <cstdio>

inline int Shared = 40;
inline int constructions = 0;

struct Announced {
  const char *File;
  explicit Announced(const char *File) : File(File) {
    std::printf("constructed %s: %d\n", File, ++constructions);
  }
  ~Announced() { std::printf("destroyed %s\n", File); }
};

inline int next() {
  static int Count = 0;
  return ++Count;
}

template <typename T> T add(T A, T B) { return A + B; }

int weave(int Count);
int parts();
int localOfLoom();
int *sharedOfLoom();

//--- main.cpp
#include "shared.h"
#include <thread>

static Announced Here("main.cpp");
static int local() { return 1; }

int main() {
  std::thread([] { Shared = add(Shared, 2); }).join();
  next();
  std::printf("inline variable: %d, one address: %d\n", Shared,
              sharedOfLoom() == &Shared);
  std::printf("static of an inline function: %d\n", next());
  std::printf("woven %d, parts %d\n", weave(20), parts());
  std::printf("file-local: main %d, loom %d\n", local(), localOfLoom());
}

//--- loom.cpp
#include "shared.h"
#include <thread>
#include <vector>

static Announced Here("loom.cpp");
static int local() { return 2; }

int weave(int Count) {
  std::vector<int> Values(Count);
  std::vector<std::thread> Threads;
  for (int i = 0; i < Count; ++i)
    Threads.emplace_back([&Values, i] { Values[i] = i; });
  int Sum = 0;
  for (int i = 0; i < Count; ++i) {
    Threads[i].join();
    Sum = add(Sum, Values[i]);
  }
  return Sum;
}

int localOfLoom() { return local(); }
int *sharedOfLoom() { return &Shared; }

//--- used.cpp
#include "shared.h"
#include <thread>

static Announced Here("used.cpp");

int parts() {
  int Parts = 0;
  std::thread([&] { Parts = 5; }).join();
  return Parts;
}

//--- unused.cpp
#include "shared.h"
// Nobody asks for this member, so it must not be linked: it would say so.
static Announced Here("unused.cpp");
int notDefinedAnywhere();
int unused() { return notDefinedAnywhere(); }
