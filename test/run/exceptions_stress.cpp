// Many threads throw through many frames while others allocate. What is destroyed
// is counted; what leaked would fill the small heap: 2,000,000 exceptions of more
// than 128 bytes do not fit.
// RUN: %heddle -O2 %s -o %t
// RUN: %if gpu %{ env HEDDLE_HEAP=256M %run %t 2000 1000 100 | FileCheck %s --check-prefix=GPU %}
// RUN: %if cpu %{ env HEDDLE_HEAP=32M %run %t 20 5000 3 | FileCheck %s --check-prefix=CPU %}
// GPU: 2000000 of 2000000 caught, 42000000 frames left, 0 alive
// GPU: 100 allocators, 0 wrong
// CPU: 100000 of 100000 caught, 2100000 frames left, 0 alive
// CPU: 3 allocators, 0 wrong

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

static std::atomic<long> Caught, Left, Alive, Wrong, Throwing;

struct Frame {
  Frame() { Alive.fetch_add(1, std::memory_order_relaxed); }
  ~Frame() {
    Alive.fetch_sub(1, std::memory_order_relaxed);
    Left.fetch_add(1, std::memory_order_relaxed);
  }
};

struct Tracked {
  int number;
  explicit Tracked(int n) : number(n) { Alive.fetch_add(1, std::memory_order_relaxed); }
  Tracked(const Tracked &o) : Tracked(o.number) {}
  virtual ~Tracked() { Alive.fetch_sub(1, std::memory_order_relaxed); }
};
struct Other { virtual ~Other() = default; };
struct Both : Other, virtual Tracked {
  explicit Both(int n) : Tracked(n) {}
};

__attribute__((noinline)) static void descend(int Depth, int Number) {
  Frame frame;
  if (Depth == 0)
    switch (Number % 5) {
    case 0: throw Number;
    case 1: throw Tracked(Number);
    case 2: throw Both(Number);
    case 3: throw std::runtime_error(std::to_string(Number));
    case 4: throw std::string("a string too long for the object: ") + std::to_string(Number);
    }
  descend(Depth - 1, Number);
  Wrong.fetch_add(1);
}

static int caughtNumber(int Depth, int Number) {
  try {
    descend(Depth, Number);
  } catch (int n) {
    return n;
  } catch (Tracked &t) {
    return t.number;
  } catch (const std::exception &e) {
    return std::atoi(e.what());
  } catch (const std::string &s) {
    return std::atoi(s.c_str() + s.rfind(' '));
  }
  return -1;
}

int main(int, char **argv) {
  const int Throwers = std::atoi(argv[1]), Times = std::atoi(argv[2]),
            Allocators = std::atoi(argv[3]), Frames = 20;
  std::vector<std::thread> threads;
  Throwing = Throwers;
  for (int t = 0; t < Throwers; ++t)
    threads.emplace_back([=] {
      long caught = 0;
      for (int i = 0; i < Times; ++i)
        caught += caughtNumber(Frames, t * Times + i) == t * Times + i;
      Caught += caught;
      --Throwing;
    });
  for (int a = 0; a < Allocators; ++a)
    threads.emplace_back([=] {
      for (unsigned i = 0; i < 100 || Throwing; ++i) {
        std::vector<int> v(i * 7 % 1000 + 1, a);
        std::string s(i % 300, char('a' + a % 26));
        for (int n : v)
          if (n != a)
            ++Wrong;
        if (s.find_first_not_of(char('a' + a % 26)) != s.npos)
          ++Wrong;
      }
    });
  for (auto &t : threads)
    t.join();
  std::printf("%ld of %ld caught, %ld frames left, %ld alive\n", Caught.load(),
              long(Throwers) * Times, Left.load(), Alive.load());
  std::printf("%d allocators, %ld wrong\n", Allocators, Wrong.load());
}
