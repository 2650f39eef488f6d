// atomic wait and notify (C++20), of the size futexes like and of others.
// RUN: %agree %s -O2 -std=c++20

#include <atomic>
#include <cstdio>
#include <thread>

template <typename T> static void pingPong(const char *Name) {
  std::atomic<T> Turn{0};
  int Heard = 0;
  std::thread Pong([&] {
    for (int i = 0; i < 100; ++i) {
      Turn.wait(0);
      ++Heard;
      Turn.store(0);
      Turn.notify_one();
    }
  });
  for (int i = 0; i < 100; ++i) {
    Turn.store(1);
    Turn.notify_one();
    Turn.wait(1);
  }
  Pong.join();
  std::printf("%s: %d\n", Name, Heard);
}

int main() {
  pingPong<int>("int");
  pingPong<long>("long");
  pingPong<char>("char");

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
