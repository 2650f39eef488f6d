// What is constructed in a thread is destroyed at its end, the newest first, then
// the keys; main's before what is static. Destructors construct more.
// RUN: %agree %s -O0 -DSTATUS=0
// RUN: %agree %s -O2 -DSTATUS=0
// An exit from another thread destroys that one's.
// RUN: %agree %s -O2 -DSTATUS=3

#include <cstdio>
#include <cstdlib>
#include <pthread.h>
#include <thread>

struct Announced {
  const char *Name;
  explicit Announced(const char *Name) : Name(Name) {
    std::printf("+%s\n", Name);
  }
  ~Announced() { std::printf("-%s\n", Name); }
};

static Announced Static("static");
thread_local Announced First("first");
thread_local Announced Second("second");

static void useLocal() {
  static thread_local Announced Local("local");
  (void)&Local;
}

struct Late {
  ~Late() {
    std::puts("late");
    // Not yet constructed in this thread.
    static thread_local Announced Later("later");
    (void)&Later;
    useLocal();
  }
};

static pthread_key_t Key, Again;

/// More than one part of the list holds.
template <int N> void construct() {
  static thread_local struct Counted {
    int Number = N;
    ~Counted() { std::printf("%d ", Number); }
  } Object;
  Object.Number += 100;
  if constexpr (N > 1)
    construct<N - 1>();
}

static void inThread(bool End) {
  std::puts("begin");
  static thread_local Late Object;
  (void)&Object;
  useLocal();
  (void)&First; // and with it Second
  construct<20>();
  pthread_setspecific(Key, const_cast<char *>("key"));
  std::puts("end");
  if (End)
    std::exit(STATUS);
}

int main() {
  pthread_key_create(&Key, [](void *Name) {
    std::printf("destroyed %s\n", static_cast<char *>(Name));
    pthread_setspecific(Again, const_cast<char *>("key set by a destructor"));
  });
  pthread_key_create(&Again, [](void *Name) {
    std::printf("destroyed %s\n", static_cast<char *>(Name));
  });
  std::atexit([] { std::puts("atexit"); });
  std::thread(inThread, false).join();
  std::thread([] {
    std::puts("uses none");
    pthread_setspecific(Key, const_cast<char *>("key alone"));
  }).join();
  (void)&Second;
  pthread_setspecific(Key, const_cast<char *>("key of main, which stays"));
  if (STATUS)
    std::thread(inThread, true).join();
  std::puts("end of main");
}
