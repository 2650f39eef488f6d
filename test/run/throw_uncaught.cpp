// An exception that nothing catches ends the program with its type and reason, as
// Linux says it; so does one that noexcept keeps in.
// RUN: %native -w %s -o %t.native && %heddle -std=c++20 -w -O2 %s -o %t.heddle
// RUN: sh -c 'for c in main thread int nested noexcept destructor rethrow terminate handler atexit; do text=$("$0" "$@" $c 2>&1); echo "$c: $? $text"; done' %t.native >%t.native.out 2>/dev/null
// RUN: sh -c 'for c in main thread int nested noexcept destructor rethrow terminate handler atexit; do text=$("$0" "$@" $c 2>&1); echo "$c: $? $text"; done' %run %t.heddle >%t.heddle.out 2>/dev/null
// RUN: diff %t.native.out %t.heddle.out
// RUN: %agree --stderr %s -w -O0 -- main

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <thread>

static void *volatile Sink;

namespace outer {
template <typename T> struct Mine : std::logic_error {
  using std::logic_error::logic_error;
};
} // namespace outer

struct Says {
  ~Says() { std::puts("unwound"); }
};

static void inside() noexcept {
  Says says;
  Sink = &says;
  throw outer::Mine<int>("kept in");
}

struct Throws {
  ~Throws() { throw 3; }
};

int main(int, char **argv) {
  std::puts("before");
  std::fflush(stdout);
  auto is = [&](const char *Name) { return !std::strcmp(argv[1], Name); };
  if (is("main"))
    throw std::runtime_error("the reason");
  if (is("thread"))
    std::thread([] { throw std::runtime_error("in a thread"); }).join();
  if (is("int"))
    throw 3;
  if (is("nested"))
    try {
      throw 1;
    } catch (int) {
      throw outer::Mine<const char *>("while handling");
    }
  if (is("noexcept"))
    try {
      inside();
    } catch (...) {
      std::puts("got out");
    }
  if (is("destructor"))
    try {
      Throws throws;
      throw 4.5;
    } catch (...) {
      std::puts("got out");
    }
  if (is("rethrow"))
    throw;
  if (is("terminate"))
    std::terminate();
  if (is("handler")) {
    std::set_terminate([] {
      try {
        std::rethrow_exception(std::current_exception());
      } catch (const std::exception &e) {
        std::printf("handler: %s\n", e.what());
      }
      std::fflush(stdout);
      std::_Exit(7);
    });
    throw std::runtime_error("for the handler");
  }
  if (is("atexit")) {
    std::atexit([] { throw std::runtime_error("from atexit"); });
    return 0;
  }
  std::puts("after");
}
