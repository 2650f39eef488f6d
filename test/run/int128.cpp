// 128-bit integers: arithmetic, shifts, comparison, conversion, arguments and
// results, in structures, in atomics.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdio>
#include <thread>

using Int = __int128;
using Unsigned = unsigned __int128;

static void print(const char *What, Unsigned X) {
  std::printf("%s %016llx%016llx\n", What, (unsigned long long)(X >> 64),
              (unsigned long long)X);
}

struct Pair {
  char First;
  Int Second;
  short Third;
};

[[gnu::noinline]] static Int multiplyAdd(Int A, Int B, char C, Int D) {
  return A * B + C - D;
}
[[gnu::noinline]] static Pair make(Int X) { return {'p', X, 7}; }

template <typename T> static void arithmetic(volatile T &A, volatile T &B) {
  print("+", A + B);
  print("-", A - B);
  print("*", (A >> 70) * B);
  print("/", A / B);
  print("%", A % B);
  for (int Shift : {0, 1, 63, 64, 65, 127}) {
    print("<<", A << Shift);
    print(">>", A >> Shift);
  }
  print("&|^~", ((A & B) | (A ^ B)) + ~B);
  std::printf("%d %d %d\n", A < B, A == B, A > 0);
  std::printf("%.17g %.9g\n", double(A), double(float(B)));
}

static void all() {
  volatile Int A = (Int(0x123456789abcdef) << 64) | 0xfedcba9876543210;
  volatile Int B = -((Int(1) << 70) + 12345);
  volatile Unsigned C = ~Unsigned(0) / 3, D = Unsigned(1000000007) << 33;
  arithmetic(A, B);
  arithmetic(C, D);
  print("wrapping *", C * C);
  volatile double Real = 1.5e30;
  print("from double", Int(Real));
  print("from negative", Int(-Real));
  print("to unsigned", Unsigned(Real));
  print("call", multiplyAdd(A, 3, 'c', B));
  Pair P = make(B);
  print("in a structure", P.Second);
  std::printf("%zu %zu %c %d\n", sizeof(Pair), alignof(Pair), P.First, P.Third);
  Int Result;
  std::printf("%d", __builtin_mul_overflow(Int(A), Int(B), &Result));
  std::printf(" %d\n", __builtin_add_overflow(Int(A), Int(B), &Result));
  print("sum", Result);
  std::printf("%d %d\n", __builtin_popcountg(Unsigned(C)),
              __builtin_clzg(Unsigned(D)));
  Int Factorial = 1;
  for (int I = 2; I <= 33; ++I)
    Factorial *= I;
  print("33!", Factorial);
}

int main() {
  all();
  std::thread(all).join();
}
