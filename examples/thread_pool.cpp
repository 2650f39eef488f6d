//===- thread_pool.cpp - Workers that wait on a condition variable --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <condition_variable>
#include <cstdio>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

class ThreadPool {
public:
  explicit ThreadPool(unsigned Count) {
    for (unsigned i = 0; i < Count; ++i)
      Workers.emplace_back([this] { work(); });
  }

  ~ThreadPool() {
    {
      std::lock_guard Lock(Mutex);
      Closed = true;
    }
    Changed.notify_all();
    for (std::thread &Worker : Workers)
      Worker.join();
  }

  void submit(std::function<void()> Task) {
    {
      std::lock_guard Lock(Mutex);
      Tasks.push(std::move(Task));
    }
    Changed.notify_one();
  }

private:
  void work() {
    for (;;) {
      std::function<void()> Task;
      {
        std::unique_lock Lock(Mutex);
        Changed.wait(Lock, [this] { return Closed || !Tasks.empty(); });
        if (Tasks.empty())
          return;
        Task = std::move(Tasks.front());
        Tasks.pop();
      }
      Task();
    }
  }

  std::mutex Mutex;
  std::condition_variable Changed;
  std::queue<std::function<void()>> Tasks;
  bool Closed = false;
  std::vector<std::thread> Workers;
};

/// Steps until the Collatz sequence that starts at \p N reaches 1.
static int collatzSteps(unsigned long N) {
  int Steps = 0;
  for (; N != 1; ++Steps)
    N = N % 2 ? 3 * N + 1 : N / 2;
  return Steps;
}

int main() {
  std::vector<int> Steps(2001);
  {
    ThreadPool Pool(8);
    for (unsigned long N = 1; N < Steps.size(); ++N)
      Pool.submit([&Steps, N] { Steps[N] = collatzSteps(N); });
  }

  unsigned long Longest = 1;
  for (unsigned long N = 1; N < Steps.size(); ++N)
    if (Steps[N] > Steps[Longest])
      Longest = N;
  std::printf("below %zu, %lu takes the most steps: %d\n", Steps.size(),
              Longest, Steps[Longest]);
}
