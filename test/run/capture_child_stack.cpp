// The parent reads and writes a variable on its child's stack while the child
// runs.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <atomic>
#include <cstdio>
#include <thread>

struct Cell {
  int Question = 0;
  int Answer = 0;
  std::atomic<int> State{0};
};

int main() {
  std::atomic<Cell *> Published{nullptr};
  std::thread Child([&] {
    Cell OnChildStack;
    OnChildStack.Question = 6;
    Published.store(&OnChildStack, std::memory_order_release);
    while (OnChildStack.State.load(std::memory_order_acquire) == 0)
      std::this_thread::yield();
    std::printf("child was answered %d\n", OnChildStack.Answer);
    OnChildStack.State.store(2, std::memory_order_release);
    // The frame must outlive the parent's last look.
    while (Published.load(std::memory_order_acquire))
      std::this_thread::yield();
  });

  Cell *Theirs;
  while (!(Theirs = Published.load(std::memory_order_acquire)))
    std::this_thread::yield();
  Theirs->Answer = Theirs->Question * 7;
  Theirs->State.store(1, std::memory_order_release);
  while (Theirs->State.load(std::memory_order_acquire) != 2)
    std::this_thread::yield();
  std::printf("parent saw state %d\n", Theirs->State.load());
  Published.store(nullptr, std::memory_order_release);
  Child.join();
}
