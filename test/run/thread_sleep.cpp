// Sleeping lasts at least as long as was asked for; yield returns.
// RUN: %agree %s -O2

#include <chrono>
#include <cstdio>
#include <initializer_list>
#include <thread>

using namespace std::chrono;

template <typename F> static bool lasts(nanoseconds Least, F Body) {
  steady_clock::time_point Start = steady_clock::now();
  Body();
  return steady_clock::now() - Start >= Least;
}

int main() {
  for (long Nanoseconds : {0L, 500L, 50'000L, 3'000'000L, 40'000'000L}) {
    nanoseconds D(Nanoseconds);
    std::printf("sleep_for %ld ns: %d\n", Nanoseconds,
                lasts(D, [D] { std::this_thread::sleep_for(D); }));
    std::printf("sleep_until: %d\n", lasts(D, [D] {
                  std::this_thread::sleep_until(steady_clock::now() + D);
                }));
  }
  std::printf("system clock: %d\n", lasts(milliseconds(2), [] {
                std::this_thread::sleep_until(system_clock::now() +
                                              milliseconds(3));
              }));
  // The past is no reason to wait.
  std::this_thread::sleep_until(steady_clock::now() - hours(1));
  std::this_thread::sleep_for(seconds(-1));
  for (int i = 0; i < 1000; ++i)
    std::this_thread::yield();

  // Ten sleepers at once take about as long as one.
  steady_clock::time_point Start = steady_clock::now();
  std::thread Sleepers[10];
  for (std::thread &Sleeper : Sleepers)
    Sleeper = std::thread([] { std::this_thread::sleep_for(milliseconds(200)); });
  for (std::thread &Sleeper : Sleepers)
    Sleeper.join();
  steady_clock::duration All = steady_clock::now() - Start;
  std::printf("together: %d\n", All >= milliseconds(200) && All < seconds(2));
}
