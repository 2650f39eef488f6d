// Readers at once, writers alone.
// RUN: %agree %s -O2

#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

int main() {
  std::shared_mutex Mutex;
  long First = 0, Second = 0, Torn = 0, Reads = 0;
  std::atomic<long> TornReads{0}, AllReads{0};
  std::vector<std::thread> Threads;
  for (int t = 0; t < 3; ++t)
    Threads.emplace_back([&] {
      for (int i = 0; i < 300; ++i) {
        std::unique_lock Lock(Mutex);
        ++First;
        ++Second;
      }
    });
  for (int t = 0; t < 6; ++t)
    Threads.emplace_back([&] {
      for (int i = 0; i < 300; ++i) {
        std::shared_lock Lock(Mutex);
        TornReads += First != Second;
        ++AllReads;
      }
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  Torn = TornReads;
  Reads = AllReads;
  std::printf("%ld %ld, %ld reads, %ld torn\n", First, Second, Reads, Torn);

  // Four readers hold it at the same time, or this would not end.
  std::atomic<int> Inside{0};
  std::vector<std::thread> Readers;
  for (int t = 0; t < 4; ++t)
    Readers.emplace_back([&] {
      std::shared_lock Lock(Mutex);
      ++Inside;
      while (Inside.load() < 4)
        std::this_thread::yield();
    });
  for (std::thread &Reader : Readers)
    Reader.join();
  std::shared_lock Held(Mutex);
  std::thread([&] {
    std::printf("%d readers; while one holds it: write %d, read %d\n",
                Inside.load(), Mutex.try_lock(), Mutex.try_lock_shared());
    Mutex.unlock_shared();
  }).join();

  std::shared_timed_mutex Timed;
  Timed.lock();
  std::thread([&] {
    std::printf("timed: %d\n",
                Timed.try_lock_shared_for(std::chrono::milliseconds(2)));
  }).join();
  Timed.unlock();
}
