// Variable-length arrays and alloca: sizes known at run time, in loops, of several
// dimensions, in recursion, handed to other threads.
// RUN: %agree %s -O0 -Wno-vla-cxx-extension
// RUN: %agree %s -O2 -Wno-vla-cxx-extension

#include <alloca.h>
#include <cstdio>
#include <cstdint>
#include <cstring>
#include <thread>

static long sumOf(int N) {
  int Values[N];
  for (int I = 0; I < N; ++I)
    Values[I] = I * I;
  long Sum = 0;
  for (int I = 0; I < N; ++I)
    Sum += Values[I];
  return Sum + long(sizeof(Values));
}

static long matrix(int Rows, int Columns) {
  double M[Rows][Columns];
  for (int I = 0; I < Rows; ++I)
    for (int J = 0; J < Columns; ++J)
      M[I][J] = I * 10 + J;
  double Trace = 0;
  for (int I = 0; I < Rows && I < Columns; ++I)
    Trace += M[I][I];
  return long(Trace) + long(sizeof(M[0])) + long((char *)M[1] - (char *)M[0]);
}

static int inLoops() {
  int Total = 0;
  for (int I = 1; I <= 2000; ++I) {
    // Freed at the end of each turn, or this would need 200 MB.
    char Text[I * 100];
    std::memset(Text, I & 0x7f, sizeof(Text));
    Total += Text[I * 100 - 1];
    if (I % 7 == 0)
      continue;
    Total += Text[0];
  }
  return Total;
}

struct Node {
  int Value;
  Node *Next;
};

static int list(int N) {
  Node *Head = nullptr;
  for (int I = 0; I < N; ++I) {
    // Stays until the function returns.
    auto *Next = static_cast<Node *>(alloca(sizeof(Node)));
    *Next = {I, Head};
    Head = Next;
  }
  int Sum = 0;
  for (; Head; Head = Head->Next)
    Sum += Head->Value;
  return Sum;
}

static int recur(int Depth) {
  char Space[Depth + 1];
  std::memset(Space, Depth, sizeof(Space));
  int Below = Depth ? recur(Depth - 1) : 0;
  return Below + Space[Depth] + Space[0];
}

static int aligned(int N) {
  auto *Bytes = static_cast<char *>(__builtin_alloca_with_align(N, 64 * 8));
  Bytes[N - 1] = 3;
  return int(uintptr_t(Bytes) % 64) + Bytes[N - 1];
}

static int shared(int N) {
  int Values[N];
  auto *More = static_cast<int *>(alloca(N * sizeof(int)));
  std::thread Writer([&, More] {
    for (int I = 0; I < N; ++I) {
      Values[I] = I;
      More[I] = 2 * I;
    }
  });
  Writer.join();
  int Sum = 0;
  for (int I = 0; I < N; ++I)
    Sum += Values[I] + More[I];
  return Sum;
}

static void all() {
  std::printf("%ld %ld\n", sumOf(1), sumOf(100));
  std::printf("%ld %ld\n", matrix(3, 5), matrix(20, 4));
  std::printf("%d\n", inLoops());
  std::printf("%d %d %d %d\n", list(0), list(500), recur(100), aligned(100));
  std::printf("%d\n", shared(50));
}

int main() {
  all();
  std::thread(all).join();
}
