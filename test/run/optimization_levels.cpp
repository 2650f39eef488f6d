// RUN: %agree %s -O0
// RUN: %agree %s -O1
// RUN: %agree %s -O2
// RUN: %agree %s -O3
// RUN: %agree %s -Os
// RUN: %agree %s -O0 -g
// RUN: %agree %s -O2 -g

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>

struct Visitor {
  virtual ~Visitor() = default;
  virtual void visit(int) = 0;
};

struct Summing : Visitor {
  std::atomic<long> Sum{0};
  void visit(int N) override { Sum += N; }
};

static int collatz(unsigned N) {
  int Steps = 0;
  for (; N > 1; ++Steps)
    N = N % 2 ? 3 * N + 1 : N / 2;
  return Steps;
}

int main() {
  Summing Total;
  Visitor &Abstract = Total;
  int Longest[4] = {};
  double Series[4] = {};
  std::thread Threads[4];
  for (int t = 0; t < 4; ++t)
    Threads[t] = std::thread([&, t] {
      int *Copy = static_cast<int *>(std::malloc(250 * sizeof(int)));
      for (int i = 0; i < 250; ++i) {
        Copy[i] = collatz(t * 250 + i + 1);
        if (Copy[i] > Longest[t])
          Longest[t] = Copy[i];
        Abstract.visit(Copy[i]);
        Series[t] += (i % 2 ? -1.0 : 1.0) / (2 * i + 1);
      }
      std::free(Copy);
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("%ld %d %d %d %d %.12f\n", Total.Sum.load(), Longest[0], Longest[1],
              Longest[2], Longest[3], Series[3] * 4);
  switch (Longest[0] % 8) {
  case 0: std::puts("zero"); break;
  case 1: std::puts("one"); break;
  case 2: std::puts("two"); break;
  case 3: std::puts("three"); break;
  case 5: std::puts("five"); break;
  default: std::puts("another");
  }
}
