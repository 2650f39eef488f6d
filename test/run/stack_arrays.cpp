// 64 KB arrays, variable length arrays and alloca on threads' stacks.
// RUN: %agree %s -O0 -Wno-vla-cxx-extension
// RUN: %agree %s -O2 -Wno-vla-cxx-extension

#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

__attribute__((noinline)) static unsigned mix(unsigned char *Bytes, int Count,
                                              unsigned Seed) {
  for (int i = 0; i < Count; ++i)
    Bytes[i] = static_cast<unsigned char>(Seed = Seed * 1103515245 + 12345);
  unsigned Hash = 0;
  for (int i = 0; i < Count; ++i)
    Hash = Hash * 31 + Bytes[i];
  return Hash;
}

static unsigned fixed(unsigned Seed) {
  unsigned char Bytes[64 * 1024];
  return mix(Bytes, sizeof(Bytes), Seed);
}

static unsigned variable(int Count, unsigned Seed) {
  unsigned char Bytes[Count];
  unsigned Hash = mix(Bytes, Count, Seed);
  // Another thread writes into the array.
  std::thread([&] { Bytes[Count - 1] = 7; }).join();
  return Hash + Bytes[Count - 1];
}

static unsigned inLoop(int Rounds) {
  unsigned Hash = 0;
  // Freed at the end of each round, or 1,000 of them would not fit.
  for (int i = 1; i <= Rounds; ++i) {
    unsigned char Bytes[4096 + i];
    Hash ^= mix(Bytes, 16, i) + Bytes[15];
  }
  return Hash;
}

static unsigned allocated(int Count, unsigned Seed) {
  auto *Bytes = static_cast<unsigned char *>(__builtin_alloca(Count));
  auto *More = static_cast<unsigned char *>(__builtin_alloca(Count));
  unsigned Hash = mix(Bytes, Count, Seed);
  mix(More, Count, Seed + 1);
  return Hash + (More < Bytes + Count && Bytes < More + Count);
}

int main() {
  std::vector<unsigned> Hashes(16);
  std::vector<std::thread> Threads;
  for (unsigned t = 0; t < Hashes.size(); ++t)
    Threads.emplace_back([&Hashes, t] {
      Hashes[t] = fixed(t) ^ variable(1000 + t, t) ^ allocated(777, t);
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  for (unsigned Hash : Hashes)
    std::printf("%08x\n", Hash);
  std::printf("%08x\n", inLoop(1000));
}
