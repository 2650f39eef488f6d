// Ids, moves, swap, joinable.
// RUN: %agree %s -O2

#include <cstdio>
#include <set>
#include <thread>
#include <utility>
#include <vector>

int main() {
  constexpr int Count = 100;
  std::set<std::thread::id> Ids{std::this_thread::get_id()};
  std::vector<std::thread::id> Inside(Count);
  std::vector<std::thread> Threads;
  for (int i = 0; i < Count; ++i)
    Threads.emplace_back([&, i] { Inside[i] = std::this_thread::get_id(); });
  for (std::thread &Thread : Threads)
    Ids.insert(Thread.get_id());
  std::printf("%zu different ids, no id: %zu\n", Ids.size(),
              Ids.count(std::thread::id()));
  int Same = 0;
  for (int i = 0; i < Count; ++i) {
    std::thread::id Outside = Threads[i].get_id();
    Threads[i].join();
    Same += Outside == Inside[i];
  }
  std::printf("%d of %d threads agree on their id\n", Same, Count);

  int A = 0, B = 0;
  std::thread First([&] { A = 1; });
  std::thread::id FirstId = First.get_id();
  std::thread Moved = std::move(First);
  std::printf("moved: %d %d, id kept: %d\n", First.joinable(), Moved.joinable(),
              Moved.get_id() == FirstId);
  std::thread Second([&] { B = 2; });
  std::swap(Moved, Second);
  std::printf("swapped: %d\n", Second.get_id() == FirstId);
  Second.join();
  std::printf("joined: %d, id is none: %d\n", Second.joinable(),
              Second.get_id() == std::thread::id());
  Second = std::move(Moved);
  Second.join();
  std::printf("%d %d\n", A, B);

  // A std::thread owned by another thread's closure.
  int Passed = 0;
  std::thread Inner([&] { Passed = 3; });
  std::thread([T = std::move(Inner)]() mutable { T.join(); }).join();
  std::printf("%d\n", Passed);
}
