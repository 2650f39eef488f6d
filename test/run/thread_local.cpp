// Every kind of thread_local variable: each thread has its own, with the value it
// is declared with, and others may use it through its address.
// RUN: %agree %s -O0
// RUN: %agree %s -O3 -ftls-model=initial-exec

#include <cstdint>
#include <cstdio>
#include <future>
#include <string>
#include <thread>
#include <vector>

static int Shared = 11;
static int twice(int X) { return 2 * X; }

thread_local int Constant = 5;
static __thread long Zero;
thread_local bool Flag;
thread_local double Real = 0.5;
thread_local __int128 Wide = (__int128(1) << 100) + 3;
alignas(64) thread_local char Line[64];
alignas(256) static thread_local short Aligned = 256;
thread_local int *Address = &Shared;
thread_local int (*Function)(int) = twice;
thread_local struct {
  char Letter;
  int *Inside;
  int Numbers[3];
} Structure = {'s', &Shared + 1, {1, 2, 3}};
thread_local int Table[2000];
thread_local std::string Dynamic = "dynamic " + std::to_string(Shared);
thread_local int FromFunction = twice(Shared);
thread_local int &Reference = Constant;
thread_local const char *Self = Line;
inline thread_local int Inline = 9;

struct Class {
  static thread_local int Member;
  static inline thread_local std::vector<int> Inline{1, 2};
};
thread_local int Class::Member = 13;

template <typename T> struct Template {
  static thread_local T Member;
};
template <typename T> thread_local T Template<T>::Member = T(21);

template <typename T> thread_local T Variable = T(1);

static int nextNumber() {
  static thread_local int Number = twice(3);
  return Number++;
}

static std::string &text() {
  thread_local std::string Text("local");
  return Text;
}

static int recur(int Depth) {
  static thread_local int Deepest = 0;
  if (Depth > Deepest)
    Deepest = Depth;
  return Depth < 40 ? recur(Depth + 1) : Deepest;
}

/// In a loop, in a branch, in a phi.
static int *choose(int Which) {
  int *Chosen = &Constant;
  for (int I = 0; I < Which; ++I)
    Chosen = I % 3 == 0 ? &Table[I] : I % 3 == 1 ? &Inline : &Class::Member;
  return Chosen;
}

static void show(const char *Who) {
  std::printf("%s: %d %ld %d %g %d %d %d\n", Who, Constant, Zero, Flag, Real,
              int(Wide >> 100), int(Wide & 0xffff), Aligned);
  std::printf("  %d %d %c %d %d %d\n", Address == &Shared, Function(4),
              Structure.Letter, Structure.Inside == &Shared + 1,
              Structure.Numbers[2], Table[1999]);
  std::printf("  %s, %d, %d %d %d\n", Dynamic.c_str(), FromFunction, Reference,
              Inline, Self == Line);
  std::printf("  %d %zu %d %g\n", Class::Member, Class::Inline.size(),
              Template<int>::Member, Variable<double>);
  std::printf("  %d %d %s %d\n", nextNumber(), nextNumber(), text().c_str(),
              recur(0));
  std::printf("  aligned %d %d\n", int(uintptr_t(Line) % 64),
              int(uintptr_t(&Aligned) % 256));
}

static void change(int By) {
  Constant += By;
  Zero += By;
  Flag = !Flag;
  Real *= 2;
  Wide += By;
  Aligned += By;
  Structure.Numbers[2] += By;
  Table[1999] += By;
  Dynamic += "!";
  FromFunction += By;
  Inline += By;
  Class::Member += By;
  Class::Inline.push_back(By);
  Template<int>::Member += By;
  Variable<double> += By;
  text() += "?";
  *choose(4) += By;
  *choose(5) += By;
  *choose(6) += By;
}

int main() {
  show("main");
  change(100);
  show("main, changed");
  std::thread([] {
    show("first");
    change(1000);
    // A thread that runs while another is inside its own.
    std::thread([] {
      change(7);
      show("inner");
    }).join();
    show("first, changed");
  }).join();
  std::thread([] { show("second"); }).join();
  show("main, at last");

  // Addresses handed to another thread name the owner's.
  std::thread([Owners = &Constant, &Texts = text()] {
    std::printf("same address: %d\n", Owners == &Constant);
    *Owners = 77;
    Texts = "written by another";
  }).join();
  std::printf("%d %s\n", Constant, text().c_str());

  // A thread that changes what another hands it while that one waits.
  std::promise<int *> Handed;
  std::promise<void> Done;
  std::thread Owner([&] {
    Constant = 1;
    Handed.set_value(&Constant);
    Done.get_future().wait();
    std::printf("changed from outside: %d\n", Constant);
  });
  *Handed.get_future().get() += 41;
  Done.set_value();
  Owner.join();
}
