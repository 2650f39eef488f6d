// What tests of shared objects have in common.
#include <thread>
#include <vector>

constexpr int ThreadCount = 8;

/// Calls Body(t) in thread t of ThreadCount, all at once, and waits for them.
template <typename F> static void inThreads(F Body) {
  std::vector<std::thread> Threads;
  for (int t = 0; t < ThreadCount; ++t)
    Threads.emplace_back([&Body, t] { Body(t); });
  for (std::thread &Thread : Threads)
    Thread.join();
}
