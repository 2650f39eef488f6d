// Reference counts that many threads change: each object dies once, after its
// last use, and whoever destroys it sees what the others wrote.
// RUN: %agree %s -O2

#include <atomic>
#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

static std::atomic<int> Alive{0}, Incomplete{0};

struct Object {
  int Written[8] = {};
  Object() { ++Alive; }
  ~Object() {
    for (int W : Written)
      Incomplete += W != 1;
    --Alive;
  }
};

struct Linked : std::enable_shared_from_this<Linked> {
  std::shared_ptr<Linked> Next;
};

int main() {
  for (int Round = 0; Round < 50; ++Round) {
    std::vector<std::thread> Threads;
    {
      auto Shared = std::make_shared<Object>();
      for (int t = 0; t < 8; ++t)
        Threads.emplace_back([Shared, t]() mutable {
          for (int i = 0; i < 20; ++i)
            std::shared_ptr<Object> Copy = Shared;
          Shared->Written[t] = 1;
          Shared.reset();
        });
    }
    for (std::thread &Thread : Threads)
      Thread.join();
  }
  std::printf("%d alive, %d incomplete\n", Alive.load(), Incomplete.load());

  std::weak_ptr<Object> Weak;
  {
    auto Owner = std::make_shared<Object>();
    for (int &W : Owner->Written)
      W = 1;
    Weak = Owner;
    std::thread([Weak] {
      std::shared_ptr<Object> Locked = Weak.lock();
      std::printf("lock: %d\n", Locked != nullptr);
    }).join();
  }
  std::printf("expired: %d, alive %d\n", Weak.expired(), Alive.load());

  auto First = std::make_shared<Linked>();
  First->Next = std::make_shared<Linked>();
  std::thread([N = First->Next->shared_from_this()] {
    std::printf("use count %ld\n", N.use_count());
  }).join();
}
