// Threads that never end do not keep the process: main's return ends it.
// RUN: %agree %s -O2
// RUN: %agree %s -O0

#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

static std::atomic<unsigned long> Counter{0};
static std::atomic<unsigned long> Naps{0};

int main() {
  std::thread([] {
    for (;;)
      Counter.fetch_add(1, std::memory_order_relaxed);
  }).detach();
  std::thread([] {
    for (;;) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      Naps.fetch_add(1);
    }
  }).detach();
  while (Counter.load() < 1000 || Naps.load() < 2)
    std::this_thread::yield();
  std::puts("main returns");
  return 5;
}
