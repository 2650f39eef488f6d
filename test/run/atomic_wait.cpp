// atomic wait and notify (C++20), of all sizes and of types that are not integers.
// RUN: %agree %s -O2 -std=c++20

#include <atomic>
#include <cstdio>
#include <thread>

template <typename T> static void pingPong(const char *Name) {
  std::atomic<T> Turn(T(0));
  int Heard = 0;
  std::thread Pong([&] {
    for (int i = 0; i < 100; ++i) {
      Turn.wait(T(0));
      ++Heard;
      Turn.store(T(0));
      Turn.notify_one();
    }
  });
  for (int i = 0; i < 100; ++i) {
    Turn.store(T(1));
    Turn.notify_one();
    Turn.wait(T(1), std::memory_order_acquire);
  }
  Pong.join();
  std::printf("%s: %d\n", Name, Heard);
}

enum class Word : short {};

struct Pair {
  int First, Second;
  explicit Pair(int Value) : First(Value), Second(-Value) {}
};

static void reference() {
  int Value = 0;
  std::thread Setter([&] {
    std::atomic_ref<int> Turn(Value);
    Turn.store(1);
    Turn.notify_all();
  });
  std::atomic_ref<int>(Value).wait(0);
  Setter.join();
  std::printf("reference: %d\n", Value);
}

int main() {
  pingPong<int>("int");
  pingPong<long>("long");
  pingPong<char>("char");
  pingPong<Word>("short");
  pingPong<bool>("bool");
  pingPong<double>("double");
  pingPong<Pair>("pair");
  reference();

  std::atomic<int> Gate{0};
  std::atomic<int> Passed{0};
  std::thread Waiters[8];
  for (std::thread &Waiter : Waiters)
    Waiter = std::thread([&] {
      Gate.wait(0);
      ++Passed;
    });
  Gate.store(1);
  Gate.notify_all();
  for (std::thread &Waiter : Waiters)
    Waiter.join();
  std::printf("%d passed\n", Passed.load());

  std::atomic_flag Flag;
  std::thread Setter([&] {
    Flag.test_and_set();
    Flag.notify_all();
  });
  Flag.wait(false);
  Setter.join();
  std::printf("flag %d\n", Flag.test());
}
