// Waiting with a time limit: it times out no earlier than asked, and does not
// time out when notified.
// RUN: %agree %s -O2

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

using namespace std::chrono;

int main() {
  std::mutex Mutex;
  std::condition_variable Changed;
  {
    std::unique_lock Lock(Mutex);
    steady_clock::time_point Start = steady_clock::now();
    std::cv_status Status;
    do
      Status = Changed.wait_for(Lock, milliseconds(20));
    while (Status == std::cv_status::no_timeout);
    std::printf("timed out, not early: %d, lock is held: %d\n",
                steady_clock::now() - Start >= milliseconds(20),
                Lock.owns_lock());
    std::printf("predicate: %d\n",
                Changed.wait_for(Lock, milliseconds(5), [] { return false; }));
    std::printf("in the past: %d\n",
                Changed.wait_until(Lock, steady_clock::now() - seconds(1),
                                   [] { return false; }));
    std::printf("system clock: %d\n",
                Changed.wait_until(Lock, system_clock::now() + milliseconds(5),
                                   [] { return false; }));
  }
  bool Ready = false;
  std::thread Notifier([&] {
    std::this_thread::sleep_for(milliseconds(5));
    std::lock_guard Lock(Mutex);
    Ready = true;
    Changed.notify_one();
  });
  {
    std::unique_lock Lock(Mutex);
    std::printf("notified: %d\n",
                Changed.wait_for(Lock, minutes(2), [&] { return Ready; }));
  }
  Notifier.join();
}
