// Who gives up a future's state last destroys it and its value, once, and a promise
// can be tried again if the value's constructor has thrown.
// RUN: %agree %s -O2 -std=c++20
// RUN: %agree --keep %s -O0 -std=c++20
// RUN: env HEDDLE_HEAP_CHECK=1 %run %agreed 2>&1 | FileCheck %s --implicit-check-not=heddle:
// CHECK: all of them alive 0

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <future>
#include <memory>
#include <new>
#include <stdexcept>
#include <thread>

static std::atomic<int> Alive{0};

struct Counted {
  long Value;
  explicit Counted(long V) : Value(V) { ++Alive; }
  Counted(const Counted &Other) : Value(Other.Value) {
    if (Value < 0)
      throw std::runtime_error("negative");
    ++Alive;
  }
  ~Counted() { --Alive; }
};

struct alignas(64) Wide {
  long Value;
};

/// Which of the two is the last owner is left to chance.
static void race() {
  long Sum = 0;
  for (int I = 0; I < 300; ++I) {
    auto Promise = std::make_unique<std::promise<Counted>>();
    std::future<Counted> Future = Promise->get_future();
    std::thread Setter([Mine = std::move(Promise), I] {
      Mine->set_value(Counted(I));
    });
    Sum += Future.get().Value;
    Setter.join();
  }
  std::printf("sum %ld, alive %d\n", Sum, Alive.load());
}

static void neverAsked() {
  {
    std::promise<Counted> Promise;
    Promise.set_value(Counted(1));
    std::promise<Counted> Unset;
    std::future<Counted> Left;
    {
      std::promise<Counted> Kept;
      Left = Kept.get_future();
      Kept.set_value(Counted(2));
    }
    std::printf("alive %d\n", Alive.load());
  }
  std::printf("alive %d\n", Alive.load());
}

template <typename F> static void failure(const char *What, F Try) {
  try {
    Try();
    std::printf("%s: nothing\n", What);
  } catch (const std::future_error &E) {
    std::printf("%s: %d\n", What, E.code() == std::future_errc::broken_promise
                                      ? 1
                                  : E.code() ==
                                          std::future_errc::future_already_retrieved
                                      ? 2
                                  : E.code() == std::future_errc::
                                                    promise_already_satisfied
                                      ? 3
                                      : 4);
  } catch (const std::exception &E) {
    std::printf("%s: %s\n", What, E.what());
  }
}

static void errors() {
  std::promise<Counted> Promise;
  std::future<Counted> Future = Promise.get_future();
  failure("again", [&] { (void)Promise.get_future(); });
  const Counted Negative(-1), Good(7);
  failure("negative", [&] { Promise.set_value(Negative); });
  std::thread([&] { Promise.set_value(Good); }).join();
  failure("twice", [&] { Promise.set_value(Good); });
  std::printf("%ld\n", Future.get().Value);

  std::future<Counted> Broken;
  std::thread([&] {
    std::promise<Counted> Short;
    Broken = Short.get_future();
  }).join();
  failure("broken", [&] { (void)Broken.get(); });

  std::promise<Counted> Failing;
  std::future<Counted> Failed = Failing.get_future();
  std::thread([&] {
    Failing.set_exception(std::make_exception_ptr(std::runtime_error("set")));
  }).join();
  failure("set", [&] { (void)Failed.get(); });
}

/// A promise that is broken while its future waits, or goes as well, sooner or later.
static void breaking() {
  int Broken = 0;
  for (int I = 0; I < 600; ++I) {
    auto Promise = std::make_unique<std::promise<Counted>>();
    std::future<Counted> Future = Promise->get_future();
    std::atomic<bool> Begins{false};
    std::thread Breaker([Mine = std::move(Promise), &Begins]() mutable {
      Begins = true;
      Mine.reset();
    });
    if (I % 3 == 0) {
      try {
        (void)Future.get();
      } catch (const std::future_error &E) {
        Broken += E.code() == std::future_errc::broken_promise;
      }
    } else {
      while (!Begins)
        ;
      for (volatile int Delay = 0; Delay < I % 100 * 20; Delay = Delay + 1)
        ;
      Future = {};
    }
    Breaker.join();
  }
  std::printf("broken %d\n", Broken);
}

/// Many futures of one state, of which nobody knows which will be the last.
static void sharing() {
  std::atomic<long> Sum{0};
  for (int I = 0; I < 40; ++I) {
    std::promise<Counted> Promise;
    std::shared_future<Counted> Future = Promise.get_future().share();
    std::thread Threads[4];
    for (std::thread &Each : Threads)
      Each = std::thread([Future, &Sum] {
        std::shared_future<Counted> Another = Future;
        Sum += Another.get().Value;
      });
    Future = {};
    Promise.set_value(Counted(I));
    { std::promise<Counted> Gone = std::move(Promise); }
    for (std::thread &Each : Threads)
      Each.join();
  }
  std::printf("shared %ld, alive %d\n", Sum.load(), Alive.load());
}

int main() {
  race();
  breaking();
  sharing();
  neverAsked();
  errors();
  std::printf("alive %d\n", Alive.load());

  std::promise<Wide> Promise;
  std::future<Wide> Future = Promise.get_future();
  std::thread([Mine = std::move(Promise)]() mutable {
    Mine.set_value(Wide{5});
  }).join();
  Wide W = Future.get();
  std::printf("%ld %d\n", W.Value, int(uintptr_t(&W) % 64));

  auto Task = std::async(std::launch::deferred, [] { return Counted(3); });
  std::printf("%ld %d\n", Task.get().Value, Alive.load());

  std::printf("all of them alive %d\n", Alive.load());
}
