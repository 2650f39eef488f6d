// A child writes variables on its parent's stack. Compiled naively for a GPU it
// would write its own stack instead.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdio>
#include <thread>

struct Point {
  int X, Y;
};

// The reference reaches the thread through two calls that are not inlined.
__attribute__((noinline)) static std::thread start(Point &P, int By) {
  return std::thread([&P, By] {
    P.X += By;
    P.Y -= By;
  });
}

static void addTo(int *Out, int A, int B) { *Out = A + B; }

int main() {
  int Scalar = 1;
  int Array[8] = {};
  Point P{10, 20};
  const char *Text = nullptr;
  std::thread A([&] {
    Scalar = 2;
    for (int i = 0; i < 8; ++i)
      Array[i] = i * i;
    Text = "set by the child";
  });
  A.join();
  std::thread B = start(P, 5);
  B.join();
  int Sum = 0;
  std::thread C(addTo, &Sum, 40, 2);
  C.join();
  int ByRef = 0;
  std::thread D([](int &R) { R = 9; }, std::ref(ByRef));
  D.join();

  // A grandchild reaches two stacks up.
  int Deep = 0;
  std::thread([&] {
    int Middle = 3;
    std::thread([&] { Deep = ++Middle; }).join();
    Deep += Middle;
  }).join();

  std::printf("%d %d %s %d,%d %d %d %d\n", Scalar, Array[7], Text, P.X, P.Y, Sum,
              ByRef, Deep);
}
