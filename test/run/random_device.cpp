// std::random_device: numbers of the host's, for any number of threads.
// RUN: %heddle %s -O2 -std=c++20 -o %t && %run %t | FileCheck %s

#include <algorithm>
#include <cstdio>
#include <random>
#include <system_error>
#include <thread>
#include <vector>

int main() {
  std::random_device Device;
  // CHECK: 0 4294967295
  std::printf("%u %u\n", Device.min(), Device.max());
  constexpr int Threads = 32, Each = 16;
  std::vector<unsigned> Numbers(Threads * Each);
  std::vector<std::thread> All;
  for (int I = 0; I < Threads; ++I)
    All.emplace_back([&Numbers, I] {
      std::random_device Own;
      for (int J = 0; J < Each; ++J)
        Numbers[I * Each + J] = Own();
    });
  for (std::thread &T : All)
    T.join();
  unsigned Ones = 0, Zeros = 0;
  for (unsigned Number : Numbers) {
    Ones |= Number;
    Zeros |= ~Number;
  }
  std::ranges::sort(Numbers);
  auto Repeated = Numbers.end() - std::unique(Numbers.begin(), Numbers.end());
  // Of 512 numbers of 32 bits two are equal once in 30,000 runs, three never.
  // CHECK-NEXT: all bits: 1 1, repeated: few
  std::printf("all bits: %d %d, repeated: %s\n", Ones == ~0u, Zeros == ~0u,
              Repeated < 2 ? "few" : "many");
  std::mt19937 Engine(Device());
  int Roll = std::uniform_int_distribution(1, 6)(Engine);
  // CHECK-NEXT: 1
  std::printf("%d\n", Roll >= 1 && Roll <= 6);
  try {
    std::random_device None("no such device");
  } catch (const std::system_error &Error) {
    // CHECK-NEXT: refused: 2
    std::printf("refused: %d\n", Error.code().value());
  }
}
