// Exceptions cross threads in futures and exception_ptr; each thread has its own.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <atomic>
#include <cstdio>
#include <exception>
#include <future>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

static std::atomic<int> Alive;

// A future may be ready before the thread that made it so has dropped its own
// reference to the exception.
static int settled() {
  while (Alive)
    std::this_thread::yield();
  return Alive;
}

struct Counted : std::runtime_error {
  int number;
  Counted(int n) : std::runtime_error("number " + std::to_string(n)), number(n) {
    ++Alive;
  }
  Counted(const Counted &o) : std::runtime_error(o), number(o.number) { ++Alive; }
  ~Counted() { --Alive; }
};

__attribute__((noinline)) static void descend(int Depth, int Number) {
  struct Frame {
    Frame() { ++Alive; }
    ~Frame() { --Alive; }
  } frame;
  if (Depth == 0)
    throw Counted(Number);
  descend(Depth - 1, Number);
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

int main() {
  constexpr int Threads = 50, Rounds = 20;
  std::vector<int> Caught(Threads);
  {
    std::vector<std::thread> threads;
    for (int t = 0; t < Threads; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < Rounds; ++i)
          try {
            descend(20, t * Rounds + i);
          } catch (const std::exception &e) {
            auto &c = dynamic_cast<const Counted &>(e);
            Caught[t] += c.number == t * Rounds + i &&
                         c.what() == "number " + std::to_string(c.number);
          }
      });
    for (auto &t : threads)
      t.join();
  }
  int sum = 0;
  for (int n : Caught)
    sum += n;
  std::printf("caught %d, alive %d\n", sum, Alive.load());

  std::vector<std::future<int>> futures;
  for (int t = 0; t < 10; ++t)
    futures.push_back(std::async(std::launch::async, [t] {
      if (t % 2)
        descend(t, t);
      return t;
    }));
  for (auto &f : futures)
    try {
      std::printf("value %d\n", f.get());
    } catch (const Counted &c) {
      std::printf("%s\n", c.what());
    }
  futures.clear();
  std::printf("alive %d\n", settled());

  std::exception_ptr pointer;
  std::thread([&] {
    try {
      descend(3, 42);
    } catch (...) {
      pointer = std::current_exception();
    }
  }).join();
  std::vector<std::thread> threads;
  std::atomic<int> Same{0};
  for (int t = 0; t < 20; ++t)
    threads.emplace_back([&] {
      try {
        std::rethrow_exception(pointer);
      } catch (Counted &c) {
        Same += c.number == 42;
      }
    });
  for (auto &t : threads)
    t.join();
  std::printf("same %d, alive %d\n", Same.load(), Alive.load());
  pointer = nullptr;
  std::printf("alive %d\n", Alive.load());

  std::promise<void> promise;
  auto shared = promise.get_future().share();
  promise.set_exception(std::make_exception_ptr(Counted(7)));
  for (int i = 0; i < 2; ++i)
    try {
      shared.get();
    } catch (const Counted &c) {
      std::printf("shared %d\n", c.number);
    }
  try {
    promise.set_value();
  } catch (const std::future_error &e) {
    std::printf("future_error %d\n", e.code() == std::future_errc::promise_already_satisfied);
  }
  {
    std::promise<int> broken;
    auto f = broken.get_future();
    { std::promise<int> gone = std::move(broken); }
    try {
      (void)f.get();
    } catch (const std::future_error &e) {
      std::printf("broken %d\n", e.code() == std::future_errc::broken_promise);
    }
  }
  std::packaged_task<int(int)> task([](int n) -> int { throw n; });
  auto result = task.get_future();
  std::thread(std::move(task), 9).join();
  try {
    (void)result.get();
  } catch (int n) {
    std::printf("task %d\n", n);
  }

  std::mutex mutex;
  try {
    std::lock_guard guard(mutex);
    throw 1;
  } catch (int) {
    std::printf("unlocked %d\n", mutex.try_lock());
    mutex.unlock();
  }
  std::once_flag once;
  int calls = 0;
  for (int i = 0; i < 3; ++i)
    try {
      std::call_once(once, [&] {
        if (++calls < 2)
          throw calls;
      });
      std::printf("called\n");
    } catch (int n) {
      std::printf("once %d\n", n);
    }

  std::printf("uncaught %d\n", std::uncaught_exceptions());
  struct Counts {
    ~Counts() { std::printf("uncaught %d\n", std::uncaught_exceptions()); }
  };
  try {
    Counts outer;
    try {
      Counts inner;
      throw 1;
    } catch (int) {
      std::printf("uncaught %d, current %d\n", std::uncaught_exceptions(),
                  std::current_exception() != nullptr);
      throw;
    }
  } catch (...) {
  }
  try {
    try {
      throw std::logic_error("inner");
    } catch (...) {
      std::throw_with_nested(std::runtime_error("outer"));
    }
  } catch (const std::exception &e) {
    std::printf("%s\n", e.what());
    try {
      std::rethrow_if_nested(e);
    } catch (const std::exception &inner) {
      std::printf("of %s\n", inner.what());
    }
  }
  std::printf("end, current %d\n", std::current_exception() != nullptr);
}
