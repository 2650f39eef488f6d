// A counter under every kind of lock, from 8 threads.
// RUN: %agree %s -O2
// RUN: %agree %s -O0

#include <chrono>
#include <cstdio>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

constexpr int ThreadCount = 8, Rounds = 500;

template <typename F> static void inThreads(F Body) {
  std::vector<std::thread> Threads;
  for (int t = 0; t < ThreadCount; ++t)
    Threads.emplace_back([&Body, t] {
      for (int i = 0; i < Rounds; ++i)
        Body(t);
    });
  for (std::thread &Thread : Threads)
    Thread.join();
}

int main() {
  std::mutex A, B;
  long Plain = 0, Unique = 0, Both = 0, Tried = 0, Nested = 0, Timed = 0;

  inThreads([&](int) {
    std::lock_guard Lock(A);
    ++Plain;
  });
  inThreads([&](int) {
    std::unique_lock Lock(A, std::defer_lock);
    Lock.lock();
    ++Unique;
    Lock.unlock();
  });
  // Two mutexes in either order: scoped_lock must not deadlock.
  inThreads([&](int t) {
    if (t % 2) {
      std::scoped_lock Lock(A, B);
      ++Both;
    } else {
      std::scoped_lock Lock(B, A);
      ++Both;
    }
  });
  inThreads([&](int) {
    while (!A.try_lock())
      std::this_thread::yield();
    ++Tried;
    A.unlock();
  });
  std::recursive_mutex Recursive;
  inThreads([&](int) {
    std::lock_guard Outer(Recursive);
    std::lock_guard Inner(Recursive);
    ++Nested;
  });
  std::timed_mutex TimedMutex;
  inThreads([&](int) {
    while (!TimedMutex.try_lock_for(std::chrono::seconds(10)))
      ;
    ++Timed;
    TimedMutex.unlock();
  });
  std::printf("%ld %ld %ld %ld %ld %ld\n", Plain, Unique, Both, Tried, Nested,
              Timed);

  // Held by another thread: try_lock fails, and so does waiting too shortly.
  std::lock_guard HoldA(A);
  std::lock_guard HoldTimed(TimedMutex);
  std::thread([&] {
    std::printf("try_lock: %d\n", A.try_lock());
    auto Start = std::chrono::steady_clock::now();
    bool Locked = TimedMutex.try_lock_for(std::chrono::milliseconds(5));
    auto Waited = std::chrono::steady_clock::now() - Start;
    std::printf("try_lock_for: %d after at least 5 ms: %d\n", Locked,
                Waited >= std::chrono::milliseconds(5));
  }).join();
}
