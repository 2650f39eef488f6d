// RUN: %agree %s -O2 -std=c++20

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <stop_token>
#include <thread>

int main() {
  std::atomic<int> Rounds{0};
  {
    std::jthread Looping([&](std::stop_token Stop) {
      while (!Stop.stop_requested()) {
        ++Rounds;
        std::this_thread::yield();
      }
    });
    while (Rounds.load() < 3)
      std::this_thread::yield();
    // The destructor asks it to stop and joins.
  }
  std::printf("stopped after at least 3: %d\n", Rounds.load() >= 3);

  std::mutex Mutex;
  std::condition_variable_any Changed;
  bool Interrupted = false;
  std::jthread Waiting([&](std::stop_token Stop) {
    std::unique_lock Lock(Mutex);
    Interrupted = !Changed.wait(Lock, Stop, [] { return false; });
  });
  std::stop_callback Callback(Waiting.get_stop_token(),
                              [] { std::puts("stop requested"); });
  Waiting.request_stop();
  Waiting.join();
  std::printf("interrupted %d\n", Interrupted);
}
