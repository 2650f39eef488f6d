// C++20 coroutines: generators, tasks that await each other by symmetric transfer,
// more deeply than a stack would bear, frames handed from thread to thread.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <coroutine>
#include <cstdio>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

template <typename T> class Generator {
public:
  struct promise_type {
    std::optional<T> Value;
    Generator get_return_object() {
      return Generator(Handle::from_promise(*this));
    }
    std::suspend_always initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(T V) {
      Value = std::move(V);
      return {};
    }
    void return_void() {}
    void unhandled_exception() {}
  };
  using Handle = std::coroutine_handle<promise_type>;
  explicit Generator(Handle H) : H(H) {}
  Generator(Generator &&Other) : H(std::exchange(Other.H, {})) {}
  ~Generator() {
    if (H)
      H.destroy();
  }
  bool next() {
    H.resume();
    return !H.done();
  }
  const T &value() const { return *H.promise().Value; }

private:
  Handle H;
};

struct Announced {
  std::string Name;
  ~Announced() { std::printf("destroyed %s\n", Name.c_str()); }
};

static Generator<int> fibonacci(int Count) {
  Announced Local{"locals of fibonacci"};
  int A = 0, B = 1;
  while (Count-- > 0) {
    co_yield A;
    A = std::exchange(B, A + B);
  }
}

static Generator<std::string> words(std::string Text) {
  std::string Word;
  for (char C : Text)
    if (C != ' ') {
      Word += C;
    } else {
      co_yield Word;
      Word.clear();
    }
  co_yield Word;
}

/// A lazily started task; whoever awaits it goes on when it is done, without a
/// frame of either on the stack.
template <typename T> class Task {
public:
  struct promise_type {
    T Value;
    std::coroutine_handle<> Continuation = std::noop_coroutine();
    Task get_return_object() { return Task(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() { return {}; }
    auto final_suspend() noexcept {
      struct Awaiter {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<>
        await_suspend(std::coroutine_handle<promise_type> H) noexcept {
          return H.promise().Continuation;
        }
        void await_resume() noexcept {}
      };
      return Awaiter{};
    }
    void return_value(T V) { Value = V; }
    void unhandled_exception() {}
  };
  using Handle = std::coroutine_handle<promise_type>;
  explicit Task(Handle H) : H(H) {}
  Task(const Task &) = delete;
  ~Task() { H.destroy(); }
  auto operator co_await() {
    struct Awaiter {
      Handle H;
      bool await_ready() { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> Outer) {
        H.promise().Continuation = Outer;
        return H;
      }
      T await_resume() { return H.promise().Value; }
    };
    return Awaiter{H};
  }
  T run() {
    H.resume();
    return H.promise().Value;
  }

private:
  Handle H;
};

static Task<long> leaf(long N) { co_return N; }

/// Each turn goes down and up again; with real calls that would be a stack
/// frame or two a turn.
static Task<long> loop(long Count) {
  long Sum = 0;
  for (long I = 0; I < Count; ++I)
    Sum += co_await leaf(I);
  co_return Sum;
}

static Task<long> tree(int Depth) {
  if (Depth == 0)
    co_return 1;
  long Left = co_await tree(Depth - 1);
  long Right = co_await tree(Depth - 1);
  co_return Left + Right;
}

/// Goes on in a thread of its own.
struct OnThread {
  std::thread &Thread;
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> H) {
    // The frame, with this object, may be gone once the thread runs.
    std::thread &Started = Thread;
    Started = std::thread([H] { H.resume(); });
  }
  void await_resume() {}
};

struct Detached {
  struct promise_type {
    Detached get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};

thread_local int Mine = 1;

static Detached wander(std::thread &First, std::thread &Second, int &Result) {
  int Numbers[3] = {1, 2, 3};
  Mine += 10;
  int OfMain = Mine;
  co_await OnThread{First};
  Numbers[1] *= 10;
  // Another thread's, although the address of main's was computed above.
  Mine += 100;
  int OfFirst = Mine;
  co_await OnThread{Second};
  Mine += 1000;
  std::printf("thread_local: %d %d %d\n", OfMain, OfFirst, Mine);
  Result = Numbers[0] + Numbers[1] + Numbers[2];
}

static void all() {
  for (auto G = fibonacci(12); G.next();)
    std::printf("%d ", G.value());
  std::puts("");
  {
    auto G = fibonacci(1000);
    G.next();
    std::puts("left in the middle");
  }
  for (auto G = words("the quick brown fox"); G.next();)
    std::printf("[%s]", G.value().c_str());
  std::puts("");
  std::printf("%ld\n", tree(8).run());
}

int main() {
  all();
  // 100,000 transfers: at -O0 too they must not pile up.
  std::printf("%ld\n", loop(100000).run());
  std::thread(all).join();
  std::thread First, Second;
  int Result = 0;
  wander(First, Second, Result);
  First.join();
  Second.join();
  std::printf("%d, main's again %d\n", Result, Mine);
}
