// thread_local variables of one file in others, C++ and C: declared in a header,
// with and without a constructor that only the defining file knows of, from an
// archive.
// RUN: rm -rf %t.dir && split-file %s %t.dir && cd %t.dir
// RUN: %heddle -std=c++20 -O2 -c main.cpp -o main.o
// RUN: %heddle -std=c++20 -O0 -c defined.cpp -o defined.o
// RUN: %heddle -O2 -x c -std=c11 -Werror -c old.c -o old.o
// RUN: llvm-ar rcs libparts.a defined.o
// RUN: %heddle -O2 main.o old.o -L. -lparts -o program
// RUN: %run ./program > heddle.out
// RUN: %native -O2 -c main.cpp -o main.o
// RUN: %native -O2 -c defined.cpp -o defined.o
// RUN: clang -O2 -x c -std=c11 -c old.c -o old.o
// RUN: %native main.o defined.o old.o -o native && ./native > native.out
// RUN: diff native.out heddle.out
// RUN: FileCheck main.cpp --match-full-lines < heddle.out

//--- shared.h
#pragma once
#include <cstdio>

struct Announced {
  int Number;
  explicit Announced(int Number) : Number(Number) {
    std::printf("+%d\n", Number);
  }
  ~Announced() { std::printf("-%d\n", Number); }
};

extern thread_local int Plain;
extern thread_local Announced Constructed;
extern thread_local constinit const int Promised;
inline thread_local Announced Inline{30};
struct Class {
  static thread_local Announced Member;
};

int plainOfOther();
Announced *inlineOfOther();
extern "C" {
extern __thread int OfC;
int nextOfC(void);
int *bufferOfC(void);
}

//--- main.cpp
#include "shared.h"
#include <thread>

// CHECK: main
// CHECK-NEXT: 1 1 5
// A thread that constructs one of a file's constructs them all, as clang has it.
// CHECK: +10
// CHECK-NEXT: +20
// CHECK: inside
// CHECK: 1 1 5
// CHECK: one address: 1, C 3 4 5, buffer 1 0
static void use(const char *Who) {
  std::puts(Who);
  std::printf("%d %d %d\n", Plain, plainOfOther(), Promised);
  Plain += 5;
  std::printf("%d %d\n", Constructed.Number++, Plain);
  std::printf("%d %d\n", Class::Member.Number, plainOfOther());
  std::printf("one address: %d, ", &Inline == inlineOfOther());
  OfC = 3;
  int A = nextOfC(), B = nextOfC();
  std::printf("C %d %d %d, ", A, B, OfC);
  std::printf("buffer %d %d\n", ++bufferOfC()[7], bufferOfC()[8]);
}

int main() {
  use("main");
  std::thread(use, "inside").join();
  std::printf("%d %d\n", Plain, Constructed.Number);
}

//--- defined.cpp
#include "shared.h"

thread_local int Plain = 1;
thread_local Announced Constructed(10);
thread_local constinit const int Promised = 5;
thread_local Announced Class::Member(20);

int plainOfOther() { return Plain; }
Announced *inlineOfOther() { return &Inline; }

//--- old.c
_Thread_local int OfC;
int nextOfC(void) { return OfC++; }
int *bufferOfC(void) {
  static _Thread_local int Buffer[10];
  return Buffer;
}
