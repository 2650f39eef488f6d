// Function-local statics: one construction under concurrent first use,
// constructors that use other statics, destruction in reverse order.
// RUN: %agree %s -O2
// RUN: %agree %s -O0

#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

static std::atomic<int> Constructions{0};

struct Table {
  int Squares[64];
  const char *Name;
  explicit Table(const char *Name) : Name(Name) {
    ++Constructions;
    for (int i = 0; i < 64; ++i) {
      Squares[i] = i * i;
      std::this_thread::yield();
    }
  }
  ~Table() { std::printf("destroying %s\n", Name); }
};

static Table &inner() {
  static Table T("inner");
  return T;
}

static Table &outer() {
  static Table T(inner().Squares[3] == 9 ? "outer" : "wrong");
  return T;
}

template <int N> static int numbered() {
  static const int Value = ++Constructions * 0 + N * N;
  return Value;
}

int main() {
  std::atomic<int> Complete{0};
  std::vector<std::thread> Threads;
  for (int t = 0; t < 12; ++t)
    Threads.emplace_back([&] {
      Complete += outer().Squares[63] == 63 * 63;
      Complete += numbered<4>() == 16;
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("%d constructions, %d complete\n", Constructions.load(),
              Complete.load());
}
