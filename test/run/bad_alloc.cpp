// What no memory has room for arrives as an exception, or as null where that was
// asked for; without exceptions it ends the program, as on Linux.
// RUN: %agree %s -O0
// RUN: %agree %s -O2
// RUN: %agree --stderr %s -w -O2 -fno-exceptions -DNO_EXCEPTIONS

#include <cstdio>
#include <new>

static void *volatile Sink;

int main(int argc, char **) {
  std::size_t tooMuch = (std::size_t(1) << 50) + argc;
  Sink = new (std::nothrow) int[tooMuch];
  std::printf("nothrow: %d\n", Sink == nullptr);
  std::fflush(stdout);
#ifdef NO_EXCEPTIONS
  Sink = new char[tooMuch];
  std::puts("after");
#else
  try {
    Sink = new char[tooMuch];
    std::puts("after");
  } catch (const std::bad_alloc &e) {
    std::printf("new: %s\n", e.what());
  }
  volatile long length = -argc;
  try {
    Sink = new int[length];
    std::puts("after");
  } catch (const std::bad_alloc &) {
    std::puts("new of a negative length");
  }
#endif
}
