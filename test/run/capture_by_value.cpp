// Large structures captured and passed by value (byval arguments), returned
// (sret), and kept apart from the originals.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdio>
#include <thread>

struct Large {
  int Numbers[50];
  double Weight;
};

__attribute__((noinline)) static Large make(int First) {
  Large L;
  for (int i = 0; i < 50; ++i)
    L.Numbers[i] = First + i;
  L.Weight = First * 0.5;
  return L;
}

__attribute__((noinline)) static int total(Large L) {
  int Sum = 0;
  for (int N : L.Numbers)
    Sum += N;
  L.Numbers[0] = -1;
  return Sum;
}

// The address of a byval parameter escapes to another thread.
__attribute__((noinline)) static int totalElsewhere(Large L) {
  int Sum = 0;
  std::thread([&] { Sum = total(L); L.Numbers[49] = 0; }).join();
  return Sum + L.Numbers[49];
}

static void totalInto(Large L, int *Out) { *Out = total(L) + L.Numbers[0]; }

int main() {
  Large L = make(100);
  int A = 0, B = 0;
  std::thread Capturing([L, &A]() mutable {
    L.Numbers[1] = 0;
    A = total(L);
  });
  std::thread Passing(totalInto, L, &B);
  L.Numbers[2] = 0;
  Capturing.join();
  Passing.join();
  std::printf("%d %d %d %d %g\n", A, B, total(L), totalElsewhere(make(0)),
              L.Weight);
}
