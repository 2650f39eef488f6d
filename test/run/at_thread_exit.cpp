// What happens when a thread ends: keys' destructors, values and notifications
// promised for then.
// RUN: %agree %s -O2

#include <condition_variable>
#include <cstdio>
#include <future>
#include <mutex>
#include <pthread.h>
#include <thread>

static pthread_key_t Key;
static int Destroyed = 0;

int main() {
  pthread_key_create(&Key, [](void *Value) {
    Destroyed += *static_cast<int *>(Value);
    delete static_cast<int *>(Value);
  });
  std::thread([] {
    std::printf("fresh: %d\n", pthread_getspecific(Key) == nullptr);
    pthread_setspecific(Key, new int(5));
    std::printf("kept: %d\n", *static_cast<int *>(pthread_getspecific(Key)));
  }).join();
  std::thread([] { pthread_setspecific(Key, new int(6)); }).join();
  std::printf("main has none: %d, destroyed %d\n",
              pthread_getspecific(Key) == nullptr, Destroyed);

  std::promise<int> Promise;
  std::thread([&] { Promise.set_value_at_thread_exit(12); }).detach();
  std::printf("%d\n", Promise.get_future().get());

  std::mutex Mutex;
  std::condition_variable Ended;
  bool Flag = false;
  std::thread Notifier([&] {
    std::unique_lock Lock(Mutex);
    Flag = true;
    std::notify_all_at_thread_exit(Ended, std::move(Lock));
  });
  std::unique_lock Lock(Mutex);
  Ended.wait(Lock, [&] { return Flag; });
  Lock.unlock();
  Notifier.join();
  std::puts("notified");
}
