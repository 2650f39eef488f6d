// Readers at once, writers alone.
// RUN: %agree %s -O2

#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

/// Says that it is later than it is, the more so the oftener it is asked.
struct Hasty {
  using duration = std::chrono::milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<Hasty>;
  static constexpr bool is_steady = true;
  static time_point now() { return time_point(duration(Asked += 500)); }
  static inline std::atomic<rep> Asked{0};
};

static void timed() {
  using namespace std::chrono_literals;
  std::shared_timed_mutex Mutex;
  Mutex.lock_shared();
  // A writer that gives up lets in those that came after it.
  std::atomic<bool> Waits{false};
  std::thread Writer([&] {
    Waits = true;
    std::printf("write for 50 ms: %d\n", Mutex.try_lock_for(50ms));
  });
  while (!Waits)
    std::this_thread::yield();
  std::thread Reader([&] {
    Mutex.lock_shared();
    Mutex.unlock_shared();
  });
  Reader.join();
  Writer.join();
  std::thread([&] {
    bool System = Mutex.try_lock_until(std::chrono::system_clock::now() + 2ms);
    bool Past = Mutex.try_lock_until(std::chrono::steady_clock::now() - 1s);
    bool Hurried = Mutex.try_lock_until(Hasty::now() + 600ms);
    bool Shared = Mutex.try_lock_shared_until(Hasty::now() + 10h);
    std::printf("while one reads: write until %d %d %d, read until %d\n", System,
                Past, Hurried, Shared);
    Mutex.unlock_shared();
  }).join();
  Mutex.unlock_shared();
  bool First = Mutex.try_lock_until(Hasty::now() + 1h);
  std::thread([&] {
    bool Second = Mutex.try_lock_for(2ms), Shared = Mutex.try_lock_shared_for(0ms);
    std::printf("write %d; while one writes: %d %d\n", First, Second, Shared);
  }).join();
  Mutex.unlock();
}

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

  timed();
}
