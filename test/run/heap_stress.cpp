// Blocks of 1 byte to 1 MB, allocated by one thread, checked and freed by
// another; no two live blocks may overlap and none may lose its bytes.
// RUN: %agree --keep %s -O2
// RUN: %agree --again -- 20

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <thread>
#include <vector>

constexpr unsigned ThreadCount = 8, Places = 64;

struct Block {
  unsigned char *Bytes;
  size_t Size;
  unsigned char Fill;
};

static std::atomic<Block *> Exchange[Places];
static std::atomic<unsigned long> Errors{0}, Allocated{0}, Freed{0};

static void checkAndFree(Block *B) {
  if (!B)
    return;
  // The ends and a sample between them.
  size_t Step = B->Size / 64 + 1;
  for (size_t i = 0; i < B->Size; i += Step)
    Errors += B->Bytes[i] != B->Fill;
  Errors += B->Bytes[B->Size - 1] != B->Fill;
  std::free(B->Bytes);
  delete B;
  ++Freed;
}

static void work(unsigned Seed, int Rounds) {
  unsigned State = Seed * 2654435761u + 1;
  auto Random = [&State] {
    State ^= State << 13;
    State ^= State >> 17;
    return State ^= State << 5;
  };
  for (int i = 0; i < Rounds; ++i) {
    // As many small ones as large ones: a power of two, and something.
    unsigned Log = Random() % 21;
    if (Log > 14 && i % 8)
      Log -= 8;
    size_t Size = (size_t(1) << Log) + Random() % ((1u << Log) / 2 + 1);
    if (Size > 1 << 20)
      Size = 1 << 20;
    auto Fill = static_cast<unsigned char>(Random());
    auto *Bytes = static_cast<unsigned char *>(std::malloc(Size));
    Errors += !Bytes || reinterpret_cast<uintptr_t>(Bytes) % 16 != 0;
    std::memset(Bytes, Fill, Size);
    ++Allocated;
    Block *Old = Exchange[Random() % Places].exchange(
        new Block{Bytes, Size, Fill}, std::memory_order_acq_rel);
    checkAndFree(Old);
  }
}

int main(int argc, char **argv) {
  int Rounds = argc > 1 ? std::atoi(argv[1]) : 200;
  std::vector<std::thread> Threads;
  for (unsigned t = 0; t < ThreadCount; ++t)
    Threads.emplace_back(work, t + 1, Rounds);
  for (std::thread &Thread : Threads)
    Thread.join();
  for (std::atomic<Block *> &Place : Exchange)
    checkAndFree(Place.exchange(nullptr));
  std::printf("%lu allocated, %lu freed, %lu errors\n", Allocated.load(),
              Freed.load(), Errors.load());

  // The rest of the interface.
  auto *Zeroed = static_cast<unsigned char *>(std::calloc(1000, 7));
  unsigned Sum = 0;
  for (int i = 0; i < 7000; ++i)
    Sum += Zeroed[i];
  std::memset(Zeroed, 9, 7000);
  Zeroed = static_cast<unsigned char *>(std::realloc(Zeroed, 100000));
  bool Kept = true;
  for (int i = 0; i < 7000; ++i)
    Kept &= Zeroed[i] == 9;
  Zeroed = static_cast<unsigned char *>(std::realloc(Zeroed, 10));
  Kept &= Zeroed[9] == 9;
  std::free(Zeroed);
  std::free(nullptr);
  bool Aligned = true;
  for (size_t A = 16; A <= 4096; A *= 2) {
    void *P = std::aligned_alloc(A, A * 3);
    void *Q = ::operator new(100, std::align_val_t(A));
    Aligned &= reinterpret_cast<uintptr_t>(P) % A == 0;
    Aligned &= reinterpret_cast<uintptr_t>(Q) % A == 0;
    std::free(P);
    ::operator delete(Q, std::align_val_t(A));
  }
  void *Empty = std::malloc(0);
  std::free(Empty);
  // Volatile, or the optimizer takes every allocation for granted.
  volatile size_t TooMuch = size_t(1) << 60;
  void *volatile Refused = std::malloc(TooMuch);
  std::printf("calloc %u, realloc kept %d, aligned %d, refused %d %d\n", Sum, Kept,
              Aligned, Refused == nullptr,
              ::operator new(TooMuch, std::nothrow) == nullptr);
}
