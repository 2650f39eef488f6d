// Constructors in the order of their priorities across files, destructors and
// atexit's functions in reverse, quick_exit's alone.
// RUN: rm -rf %t.dir && split-file %s %t.dir && cd %t.dir
// RUN: %agree main.cpp other.cpp -O0
// RUN: %agree --keep main.cpp other.cpp -O2
// RUN: %agree --keep --again -- quick
// RUN: %agree --again -- nested

//--- shared.h
#include <cstdio>
struct Announced {
  const char *Name;
  explicit Announced(const char *Name) : Name(Name) { std::printf("+%s\n", Name); }
  ~Announced() { std::printf("-%s\n", Name); }
};
inline Announced Inline("inline");
template <typename T> struct Template {
  static Announced Member;
};
template <typename T> Announced Template<T>::Member("member of a template");
Announced &localStatic();

//--- main.cpp
#include "shared.h"
#include <cstdlib>
#include <cstring>
#include <thread>

__attribute__((init_priority(300))) static Announced Third("300 main");
__attribute__((init_priority(200))) static Announced First("200 main");
static Announced Plain("plain main");
__attribute__((constructor)) static void function() { std::puts("constructor"); }
__attribute__((constructor(250))) static void early() { std::puts("constructor 250"); }
__attribute__((destructor)) static void last() { std::puts("destructor"); }
__attribute__((destructor(150))) static void veryLast() { std::puts("destructor 150"); }

int main(int Count, char **Arguments) {
  std::puts("main");
  (void)&Template<int>::Member;
  std::atexit([] { std::puts("atexit 1"); });
  std::atexit([] {
    std::puts("atexit 2");
    std::atexit([] { std::puts("atexit registered by atexit 2"); });
  });
  std::at_quick_exit([] {
    std::puts("at_quick_exit 1");
    std::fflush(stdout);
  });
  std::at_quick_exit([] { std::puts("at_quick_exit 2"); });
  static Announced Local("local of main");
  localStatic();
  if (Count > 1 && !std::strcmp(Arguments[1], "quick")) {
    std::fflush(stdout);
    std::thread([] { std::quick_exit(3); }).join();
  }
  if (Count > 1) {
    static struct Exiting {
      ~Exiting() {
        std::puts("exit from a destructor");
        std::exit(5);
      }
    } Object;
    std::exit(4);
  }
  return 2;
}

//--- other.cpp
#include "shared.h"
__attribute__((init_priority(250))) static Announced Second("250 other");
__attribute__((init_priority(200))) static Announced FirstToo("200 other");
static Announced Plain("plain other");
Announced &localStatic() {
  static Announced Object("local static");
  return Object;
}
