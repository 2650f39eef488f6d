// A detached thread tells through a condition variable that it is done.
// RUN: %agree %s -O2

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

static std::mutex Mutex;
static std::condition_variable Done;
static int Finished = 0;

int main() {
  constexpr int Count = 12;
  for (int i = 0; i < Count; ++i)
    std::thread([] {
      std::lock_guard Lock(Mutex);
      ++Finished;
      Done.notify_one();
    }).detach();
  std::unique_lock Lock(Mutex);
  Done.wait(Lock, [] { return Finished == Count; });
  std::printf("%d detached threads finished\n", Finished);
}
