// RUN: %agree %s -O2

#include <chrono>
#include <cstdio>
#include <ctime>
#include <thread>

int main() {
  using namespace std::chrono;
  auto Steady = steady_clock::now();
  bool Monotonic = true;
  for (int i = 0; i < 1000; ++i) {
    auto Next = steady_clock::now();
    Monotonic &= Next >= Steady;
    Steady = Next;
  }
  steady_clock::time_point InThread;
  std::thread([&] { InThread = steady_clock::now(); }).join();
  Monotonic &= InThread >= Steady && steady_clock::now() >= InThread;
  std::printf("monotonic %d\n", Monotonic);

  // Between 2024 and 2100, the same by each interface, within two seconds.
  std::time_t ByC = std::time(nullptr);
  std::time_t ByChrono = system_clock::to_time_t(system_clock::now());
  timespec ByPosix;
  clock_gettime(CLOCK_REALTIME, &ByPosix);
  std::printf("%d %d %d\n", ByC > 1704067200 && ByC < 4102444800,
              ByChrono - ByC >= 0 && ByChrono - ByC <= 2,
              ByPosix.tv_sec - ByC >= 0 && ByPosix.tv_sec - ByC <= 2);

  // The steady and the system clock advance at the same rate.
  auto SystemStart = system_clock::now();
  auto SteadyStart = steady_clock::now();
  std::this_thread::sleep_for(milliseconds(50));
  auto Difference = (system_clock::now() - SystemStart) -
                    (steady_clock::now() - SteadyStart);
  std::printf("same rate %d\n", abs(Difference) < milliseconds(25));

  std::time_t Moment = 1700000000;
  std::tm Parts = *std::gmtime(&Moment);
  char Text[64];
  std::strftime(Text, sizeof(Text), "%Y-%m-%d %H:%M:%S", &Parts);
  std::printf("%s, week day %d, clock runs %d\n", Text, Parts.tm_wday,
              std::clock() != static_cast<std::clock_t>(-1));
}
