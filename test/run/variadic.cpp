// Functions with variable arguments: all kinds of them, va_copy, va_list handed on,
// through pointers, beside hidden arguments, defined in C.
// RUN: rm -rf %t.dir && split-file %s %t.dir && cd %t.dir
// RUN: %heddle -x c -O0 -c old.c -o old0.o && %heddle -x c -O2 -c old.c -o old2.o
// RUN: clang -c old.c -o native.o
// RUN: %heddle -O0 main.cpp old2.o -o program0 && %run ./program0 > out0
// RUN: %heddle -O2 main.cpp old0.o -o program2 && %run ./program2 > out2
// RUN: %native main.cpp native.o -o native && ./native > expected
// RUN: diff expected out0 && diff expected out2
// RUN: grep 'total 55' expected

//--- main.cpp
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

struct Small {
  char Letter;
  short Number;
};
struct Large {
  double Real[3];
  int Number;
};

static long sum(int Count, ...) {
  va_list Arguments;
  va_start(Arguments, Count);
  long Total = 0;
  for (int I = 0; I < Count; ++I)
    Total += va_arg(Arguments, int);
  va_end(Arguments);
  return Total;
}

static void show(const char *Kinds, ...) {
  va_list Arguments, Again;
  va_start(Arguments, Kinds);
  va_copy(Again, Arguments);
  for (const char *K = Kinds; *K; ++K)
    switch (*K) {
    case 'i':
      std::printf("%d ", va_arg(Arguments, int));
      break;
    case 'l':
      std::printf("%lld ", va_arg(Arguments, long long));
      break;
    case 'd':
      std::printf("%g ", va_arg(Arguments, double));
      break;
    case 's':
      std::printf("%s ", va_arg(Arguments, const char *));
      break;
    case 'S': {
      Small S = va_arg(Arguments, Small);
      std::printf("{%c %d} ", S.Letter, S.Number);
      break;
    }
    case 'L': {
      Large L = va_arg(Arguments, Large);
      std::printf("{%g %g %g %d} ", L.Real[0], L.Real[1], L.Real[2], L.Number);
      break;
    }
    case 'w':
      std::printf("%lld ", (long long)(va_arg(Arguments, __int128) >> 64));
      break;
    case 'f':
      std::printf("%d ", va_arg(Arguments, int (*)(const char *))("called"));
      break;
    }
  va_end(Arguments);
  if (*Kinds == 'i')
    std::printf("again %d", va_arg(Again, int));
  va_end(Again);
  std::puts("");
}

static std::string format(const char *Format, ...) {
  va_list Arguments, Copy;
  va_start(Arguments, Format);
  va_copy(Copy, Arguments);
  std::string Text(std::vsnprintf(nullptr, 0, Format, Copy), '\0');
  va_end(Copy);
  std::vsnprintf(Text.data(), Text.size() + 1, Format, Arguments);
  va_end(Arguments);
  return Text;
}

struct Object {
  int Base = 100;
  virtual long add(int Count, ...) {
    va_list Arguments;
    va_start(Arguments, Count);
    long Total = Base;
    while (Count--)
      Total += va_arg(Arguments, int);
    va_end(Arguments);
    return Total;
  }
  virtual ~Object() = default;
};
struct Derived : Object {
  long add(int, ...) override { return -Base; }
};

extern "C" {
double average(int Count, ...);
long vsum(int Count, va_list Arguments);
}
static long forward(int Count, ...) {
  va_list Arguments;
  va_start(Arguments, Count);
  long Total = vsum(Count, Arguments);
  va_end(Arguments);
  return Total;
}

static void all() {
  std::printf("total %ld %ld\n", sum(10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), sum(0));
  show("iilds", 1, -2, 1LL << 40, 2.5, "text");
  show("SLwSi", Small{'a', 3}, Large{{1, 2, 3}, 4}, __int128(5) << 64,
       Small{'b', -1}, 9);
  show("f", +[](const char *Text) { return int(std::strlen(Text)); });
  show("idddddddddddi", 1, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1., 1.1, 12);
  std::puts(format("%s-%05d-%.3f", "formatted", 42, 2.0 / 3).c_str());
  long (*volatile Pointer)(int, ...) = sum;
  Object O;
  Derived D;
  D.Base = 5;
  Object *volatile Virtual = &D;
  std::printf("%ld %ld %ld\n", Pointer(2, 3, 4), O.add(3, 1, 2, 3),
              Virtual->add(1, 1));
  std::printf("%g %ld\n", average(4, 1.0, 2.0, 3.0, 4.5), forward(3, 7, 8, 9));
}

int main() {
  all();
  std::thread(all).join();
}

//--- old.c
#include <stdarg.h>
double average(int Count, ...) {
  va_list Arguments;
  va_start(Arguments, Count);
  double Total = 0;
  for (int I = 0; I < Count; ++I)
    Total += va_arg(Arguments, double);
  va_end(Arguments);
  return Total / Count;
}
long vsum(int Count, va_list Arguments) {
  long Total = 0;
  while (Count--)
    Total += va_arg(Arguments, int);
  return Total;
}
