// Barriers of threads that share a block with others: many at once, of parts of the
// threads, with more of them in some phases than in others, and destroyed at once.
// RUN: %agree %s -O2 -std=c++20

#include <atomic>
#include <barrier>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

template <typename F> static void run(int Threads, F Do) {
  std::vector<std::thread> All;
  for (int t = 0; t < Threads; ++t)
    All.emplace_back([=] { Do(t); });
  for (std::thread &Thread : All)
    Thread.join();
}

/// Each thread uses three barriers in turn: of all, of every second, of its quarter.
static void interleaved() {
  constexpr int Threads = 24, Phases = 60;
  std::barrier<> All(Threads), Even(Threads / 2), Odd(Threads / 2);
  std::barrier<> Quarters[] = {std::barrier<>(6), std::barrier<>(6),
                               std::barrier<>(6), std::barrier<>(6)};
  std::atomic<int> Wrong{0};
  int Written[Threads] = {};
  run(Threads, [&](int t) {
    for (int i = 1; i <= Phases; ++i) {
      Written[t] = i;
      Quarters[t / 6].arrive_and_wait();
      Wrong += Written[t / 6 * 6 + (t + 1) % 6] != i;
      (t % 2 ? Odd : Even).arrive_and_wait();
      Wrong += Written[(t + 2) % Threads] != i;
      All.arrive_and_wait();
      Wrong += Written[(t + 1) % Threads] != i;
      All.arrive_and_wait();
    }
  });
  std::printf("interleaved: %d wrong\n", Wrong.load());
}

/// Some arrive without waiting, or wait elsewhere in between, and the number of those
/// that come together changes from phase to phase.
static void changing() {
  constexpr int Threads = 12, Phases = 80;
  std::barrier<> Barrier(Threads), Small(2);
  std::atomic<int> Wrong{0};
  std::atomic<int> Arrived{0};
  run(Threads, [&](int t) {
    for (int i = 1; i <= Phases; ++i) {
      ++Arrived;
      if (t < 2 && i % 3 == 0)
        Small.arrive_and_wait();
      if ((t + i) % 4 == 0) {
        auto Token = Barrier.arrive();
        if (t % 2)
          std::this_thread::yield();
        Barrier.wait(std::move(Token));
      } else {
        Barrier.arrive_and_wait();
      }
      Wrong += Arrived.load() < i * Threads;
    }
  });
  std::printf("changing: %d wrong\n", Wrong.load());
}

/// Threads leave one after the other, and a completion counts.
static void leaving() {
  constexpr int Threads = 16;
  int Phases = 0;
  std::atomic<int> Wrong{0};
  auto Complete = [&]() noexcept { ++Phases; };
  std::barrier Barrier(Threads, Complete);
  run(Threads, [&](int t) {
    for (int i = 1; i <= 3 * t; ++i) {
      Barrier.arrive_and_wait();
      Wrong += Phases != i;
    }
    Barrier.arrive_and_drop();
  });
  std::printf("leaving: %d phases, %d wrong\n", Phases, Wrong.load());
}

/// A barrier at the same place again and again, destroyed by the one that comes last.
static void destroyed() {
  constexpr int Threads = 8, Rounds = 40;
  std::optional<std::barrier<>> Barrier(Threads);
  std::atomic<int> Through{0}, Round{0}, Wrong{0};
  int Written[Threads] = {};
  run(Threads, [&](int t) {
    for (int i = 1; i <= Rounds; ++i) {
      Written[t] = i;
      Barrier->arrive_and_wait();
      Wrong += Written[(t + 1) % Threads] != i;
      if (++Through == i * Threads) {
        Barrier.emplace(Threads);
        Round = i;
        Round.notify_all();
      } else {
        Round.wait(i - 1);
      }
    }
  });
  std::printf("destroyed: %d rounds, %d wrong\n", Round.load(), Wrong.load());
}

/// A completion that uses another barrier.
static void nested() {
  constexpr int Threads = 6, Phases = 30;
  int Completed = 0;
  std::barrier<> Inner(2);
  auto Complete = [&]() noexcept {
    Inner.arrive_and_wait();
    ++Completed;
  };
  std::barrier Outer(Threads - 1, Complete);
  run(Threads, [&](int t) {
    for (int i = 0; i < Phases; ++i)
      if (t)
        Outer.arrive_and_wait();
      else
        Inner.arrive_and_wait();
  });
  std::printf("nested: %d\n", Completed);
}

int main() {
  interleaved();
  changing();
  leaving();
  destroyed();
  nested();
}
