// RUN: %agree %s -O2

#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

static std::once_flag Once;
static int Initialized = 0;

int main() {
  std::atomic<int> Calls{0}, SawIt{0};
  std::vector<std::thread> Threads;
  for (int t = 0; t < 12; ++t)
    Threads.emplace_back([&] {
      std::call_once(Once, [&](int Value) {
        ++Calls;
        std::this_thread::yield();
        Initialized = Value;
      }, 42);
      SawIt += Initialized == 42;
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("%d call, %d threads saw its effect\n", Calls.load(), SawIt.load());
}
