// Functions called through a pointer to a function of another type, as C programs
// do: what they call is there.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdio>
#include <cstdlib>
#include <thread>

__attribute__((noinline)) static int below(int *p) {
  std::printf("below %d\n", *p);
  return *p + 1;
}
__attribute__((noinline)) static int counts(int *p) {
  int n = below(p);
  return below(&n);
}
__attribute__((noinline)) static double *third(double *a, double *b, long n) {
  std::printf("third %ld %g %g\n", n, *a, *b);
  return a;
}

using Callback = void (*)(void *);
static Callback volatile callback = reinterpret_cast<Callback>(counts);
static const struct {
  const char *name;
  void (*run)(double *, double *, long);
} table[] = {{"third", reinterpret_cast<void (*)(double *, double *, long)>(third)}};

struct Base {
  Base() { call(); }
  virtual ~Base() = default;
  void call();
  virtual void pure() = 0;
};
struct Derived : Base {
  void pure() override { std::puts("not pure"); }
};
__attribute__((noinline)) void Base::call() { pure(); }

int main(int argc, char **) {
  int one = 1;
  callback(&one);
  std::thread([&] { callback(&one); }).join();
  double a = 0.5, b = 2;
  for (auto &entry : table)
    if (entry.name[0] == 't')
      entry.run(&a, &b, argc);
  std::fflush(stdout);
  Derived d; // calls a pure virtual function, which ends the program
  return 0;
}
