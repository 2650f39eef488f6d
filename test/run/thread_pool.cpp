// A pool whose tasks return futures and submit more tasks.
// RUN: %agree %s -O2
// RUN: %agree %s -O0

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

class Pool {
public:
  explicit Pool(int Count) {
    for (int i = 0; i < Count; ++i)
      Workers.emplace_back([this] {
        while (std::function<void()> Task = next())
          Task();
      });
  }
  ~Pool() {
    {
      std::lock_guard Lock(Mutex);
      Stopping = true;
    }
    Changed.notify_all();
    for (std::thread &Worker : Workers)
      Worker.join();
  }
  template <typename F> auto submit(F Body) {
    using Result = std::invoke_result_t<F>;
    auto Task = std::make_shared<std::packaged_task<Result()>>(std::move(Body));
    {
      std::lock_guard Lock(Mutex);
      Tasks.push_back([Task] { (*Task)(); });
    }
    Changed.notify_one();
    return Task->get_future();
  }

private:
  std::function<void()> next() {
    std::unique_lock Lock(Mutex);
    Changed.wait(Lock, [this] { return Stopping || !Tasks.empty(); });
    if (Tasks.empty())
      return nullptr;
    std::function<void()> Task = std::move(Tasks.front());
    Tasks.pop_front();
    return Task;
  }
  std::mutex Mutex;
  std::condition_variable Changed;
  std::deque<std::function<void()>> Tasks;
  bool Stopping = false;
  std::vector<std::thread> Workers;
};

int main() {
  std::vector<std::future<int>> Results;
  Pool P(6);
  for (int i = 0; i < 100; ++i)
    Results.push_back(P.submit([i] { return i * 3; }));
  std::future<std::future<int>> Nested = P.submit(
      [&P] { return P.submit([] { return 1000; }); });
  long Sum = 0;
  for (std::future<int> &Result : Results)
    Sum += Result.get();
  std::printf("%ld %d\n", Sum, Nested.get().get());
}
