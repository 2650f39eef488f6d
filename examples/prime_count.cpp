//===- prime_count.cpp - Counts primes on every hardware thread -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

static bool isPrime(unsigned N) {
  if (N < 2)
    return false;
  for (unsigned D = 2; D * D <= N; ++D)
    if (N % D == 0)
      return false;
  return true;
}

// Usage: prime_count [limit] [threads]
int main(int argc, char **argv) {
  unsigned Limit = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 200000;
  unsigned ThreadCount = argc > 2 ? std::strtoul(argv[2], nullptr, 10)
                                  : std::thread::hardware_concurrency();
  constexpr unsigned Chunk = 256;

  std::atomic<unsigned> Next{0};
  std::atomic<unsigned> Primes{0};
  auto Work = [&] {
    unsigned Found = 0;
    for (;;) {
      unsigned Begin = Next.fetch_add(Chunk, std::memory_order_relaxed);
      if (Begin >= Limit)
        break;
      for (unsigned N = Begin; N < Begin + Chunk && N < Limit; ++N)
        Found += isPrime(N);
    }
    Primes += Found;
  };

  std::vector<std::thread> Threads;
  for (unsigned i = 0; i < ThreadCount; ++i)
    Threads.emplace_back(Work);
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("%u primes below %u\n", Primes.load(), Limit);
}
