// Who gives up a future's state last destroys it and its value, once, and a promise
// can be tried again if the value's constructor has thrown.
// RUN: %agree %s -O2 -std=c++20
// RUN: %agree %s -O0 -std=c++20

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
  failure("broken", [&] { Broken.get(); });

  std::promise<Counted> Failing;
  std::future<Counted> Failed = Failing.get_future();
  std::thread([&] {
    Failing.set_exception(std::make_exception_ptr(std::runtime_error("set")));
  }).join();
  failure("set", [&] { Failed.get(); });
}

int main() {
  race();
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
}
