// Promises, packaged tasks and async, all without exceptions.
// RUN: %agree %s -O2

#include <chrono>
#include <cstdio>
#include <future>
#include <string>
#include <thread>
#include <vector>

static long fibonacci(int N) {
  if (N < 12)
    return N < 2 ? N : fibonacci(N - 1) + fibonacci(N - 2);
  std::future<long> Lower =
      std::async(std::launch::async, fibonacci, N - 2);
  long Upper = fibonacci(N - 1);
  return Upper + Lower.get();
}

int main() {
  std::promise<std::string> Promise;
  std::future<std::string> Future = Promise.get_future();
  std::printf("not ready: %d\n", Future.wait_for(std::chrono::milliseconds(1)) ==
                                     std::future_status::timeout);
  std::thread Setter([&] { Promise.set_value("kept"); });
  std::string Got = Future.get();
  std::printf("%s, valid afterwards: %d\n", Got.c_str(), Future.valid());
  Setter.join();

  std::packaged_task<int(int, int)> Task([](int A, int B) { return A * B; });
  std::future<int> Product = Task.get_future();
  std::thread(std::move(Task), 6, 7).join();
  std::printf("%d\n", Product.get());

  std::thread::id Where;
  auto Lazy = std::async(std::launch::deferred,
                         [&] { Where = std::this_thread::get_id(); });
  std::printf("deferred: %d\n", Lazy.wait_for(std::chrono::seconds(0)) ==
                                    std::future_status::deferred);
  Lazy.get();
  std::printf("ran here: %d\n", Where == std::this_thread::get_id());

  std::promise<void> Go;
  std::shared_future<void> Gone = Go.get_future().share();
  std::vector<std::future<int>> Answers;
  for (int t = 0; t < 6; ++t)
    Answers.push_back(std::async(std::launch::async, [Gone, t] {
      Gone.wait();
      return t * t;
    }));
  Go.set_value();
  int Sum = 0;
  for (std::future<int> &Answer : Answers)
    Sum += Answer.get();
  std::printf("%d\n", Sum);

  int Value = 1;
  std::promise<int &> Reference;
  std::thread([&] { Reference.set_value(Value); }).join();
  Reference.get_future().get() = 8;
  std::printf("%d %ld\n", Value, fibonacci(17));
}
