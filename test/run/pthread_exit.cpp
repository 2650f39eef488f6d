// pthread_exit from any depth of calls: destructors on the way, thread_local ones,
// then those of keys; its value is what join gives. From main it ends the main
// thread alone.
// RUN: %agree %s -O0
// RUN: %agree %s -O2
// RUN: %agree %s -O2 -DSWALLOW
// RUN: %agree %s -O2 -DNOEXCEPT

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <pthread.h>
#include <thread>
#include <vector>

static pthread_key_t key;
static int constructions;

struct Named {
  const char *Name;
  explicit Named(const char *Name) : Name(Name) { ++constructions; }
  ~Named() { std::printf("~%s\n", Name); }
};

struct Base {
  virtual ~Base() = default;
  virtual int leave(int Depth) = 0;
};

static void *result(int Value) { return reinterpret_cast<void *>(intptr_t(Value)); }

[[gnu::noinline]] static int descend(Base &B, int Depth) {
  Named Local(Depth % 2 ? "odd" : "even");
  int Below = Depth ? descend(B, Depth - 1) : B.leave(Depth);
  std::printf("not reached\n");
  return Below + 1;
}

struct Leaver : Base {
  int leave(int) override {
    std::vector<int> Memory(100, 1);
    pthread_exit(result(int(Memory.size())));
  }
};

static thread_local Named local("thread_local");

static void *deep(void *) {
  pthread_setspecific(key, "key");
  std::printf("%s\n", local.Name);
  Leaver L;
  try {
    Named Outer("outer");
    try {
      descend(L, 4);
    } catch (int) {
      std::printf("caught an int\n");
    } catch (const std::exception &) {
      std::printf("caught a std::exception\n");
    }
  } catch (...) {
    std::printf("rethrown\n");
    throw;
  }
  return nullptr;
}

static void handler(void *Argument) {
  std::printf("handler %s\n", static_cast<const char *>(Argument));
}

static void *withHandlers(void *Argument) {
  Named First("first");
  pthread_cleanup_push(handler, const_cast<char *>("outer"));
  Named Second("second");
  pthread_cleanup_push(handler, const_cast<char *>("popped"));
  pthread_cleanup_pop(1);
  pthread_cleanup_push(handler, const_cast<char *>("dropped"));
  pthread_cleanup_pop(0);
  pthread_cleanup_push(handler, const_cast<char *>("inner"));
  std::function<void()> Leave = [&] {
    Named Third("third");
    pthread_exit(Argument);
  };
  Leave();
  pthread_cleanup_pop(0);
  pthread_cleanup_pop(0);
  return nullptr;
}

/// While another exception is being handled.
static void *inHandler(void *) {
  try {
    throw Named("thrown");
  } catch (const Named &) {
    Named Local("local of the handler");
    pthread_exit(result(3));
  }
}

static void *atOnce(void *Argument) { pthread_exit(Argument); }

static void *returns(void *Argument) { return Argument; }

static void run(void *(*Entry)(void *), int Argument) {
  pthread_t Thread;
  void *Result;
  pthread_create(&Thread, nullptr, Entry, result(Argument));
  int Error = pthread_join(Thread, &Result);
  std::printf("joined %d %ld\n", Error, long(intptr_t(Result)));
}

#ifdef SWALLOW
static void *misbehave(void *) {
  try {
    pthread_exit(nullptr);
  } catch (...) {
    std::printf("swallowed\n");
    std::fflush(stdout);
  }
  std::printf("not reached\n");
  return nullptr;
}
#else
static void leave() noexcept { pthread_exit(nullptr); }
static void *misbehave(void *) {
  std::set_terminate([] {
    std::printf("terminated\n");
    std::fflush(stdout);
    std::abort();
  });
  leave();
  return nullptr;
}
#endif

int main() {
  pthread_key_create(&key, [](void *Value) {
    std::printf("destroyed %s\n", static_cast<const char *>(Value));
  });
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
#if defined(SWALLOW) || defined(NOEXCEPT)
  run(misbehave, 0);
#endif
  run(deep, 0);
  run(withHandlers, 42);
  run(inHandler, 0);
  run(atOnce, 7);
  run(returns, 8);

  std::thread([] {
    Named Local("local of a std::thread");
    pthread_exit(nullptr);
  }).join();

  // Many at once, on few warps or many.
  std::vector<pthread_t> Threads(200);
  for (size_t I = 0; I < Threads.size(); ++I)
    pthread_create(&Threads[I], nullptr, atOnce, result(int(I)));
  long Sum = 0;
  for (pthread_t T : Threads) {
    void *Result;
    pthread_join(T, &Result);
    Sum += long(intptr_t(Result));
  }
  std::printf("sum %ld, constructed %d\n", Sum, constructions);

  std::atexit([] { std::printf("atexit\n"); });
  static pthread_t Main = pthread_self();
  std::thread([] {
    void *Result;
    int Error = pthread_join(Main, &Result);
    std::printf("main is over: %d %ld\n", Error, long(intptr_t(Result)));
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    std::thread([] {
      std::this_thread::sleep_for(std::chrono::milliseconds(30));
      std::printf("last\n");
    }).detach();
  }).detach();
  pthread_setspecific(key, "main's");
  Named Local("local of main");
  pthread_exit(result(5));
}
