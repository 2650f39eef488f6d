//===- exceptions.cpp - What calls that may throw, and throws, cost -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: exceptions [threads that throw at once]

#include "Measure.h"

#include <stdexcept>
#include <thread>

static volatile unsigned Sink;

#ifdef __cpp_exceptions
#define THROW(Value) throw Value
#else
#define THROW(Value) std::abort()
#endif

// Functions that are called in each of the three ways, and as much as a call can
// do while it is still one.
__attribute__((noinline)) static unsigned never(unsigned N) noexcept {
  Sink = N;
  return N + 1;
}
__attribute__((noinline)) static unsigned perhaps(unsigned N) {
  if (__builtin_expect(N == ~0u, false))
    THROW(N);
  Sink = N;
  return N + 1;
}
struct Base {
  virtual ~Base() = default;
  virtual unsigned next(unsigned N) { return N + 1; }
};
struct Derived : Base {
  unsigned next(unsigned N) override { return perhaps(N); }
};

/// Something to clean up, so that each frame has a landing pad.
struct Guard {
  Guard() { Sink = 1; }
  ~Guard() { Sink = 0; }
};

#ifdef __cpp_exceptions
__attribute__((noinline)) static unsigned unwound(unsigned Depth) {
  Guard G;
  if (Depth == 0)
    throw 1;
  return unwound(Depth - 1) + 1;
}

static unsigned caught(unsigned Depth) {
  try {
    return unwound(Depth);
  } catch (int N) {
    return unsigned(N);
  }
}
#endif

int main(int argc, char **argv) {
  unsigned ThreadCount = bench::argument(argc, argv, 1, 8);
  bench::printDevice();
  constexpr unsigned Repeats = 11, Calls = 2000;

  unsigned N = unsigned(argc);
  bench::result("call_noexcept", bench::medianOf(Repeats, Calls, [&] {
                  for (unsigned i = 0; i < Calls; ++i)
                    N = never(N);
                }), "ns");
  bench::result("call_may_throw", bench::medianOf(Repeats, Calls, [&] {
                  for (unsigned i = 0; i < Calls; ++i)
                    N = perhaps(N);
                }), "ns");
  bench::result("call_with_cleanup", bench::medianOf(Repeats, Calls, [&] {
                  for (unsigned i = 0; i < Calls; ++i) {
                    Guard G;
                    N = perhaps(N);
                  }
                }), "ns");
  Base *Object = argc > 100 ? new Base : new Derived;
  bench::result("call_virtual", bench::medianOf(Repeats, Calls, [&] {
                  for (unsigned i = 0; i < Calls; ++i)
                    N = Object->next(N);
                }), "ns");
  delete Object;

#ifdef __cpp_exceptions
  constexpr unsigned Throws = 200;
  bench::result("throw_catch", bench::medianOf(Repeats, Throws, [&] {
                  for (unsigned i = 0; i < Throws; ++i)
                    N += caught(0);
                }), "ns");
  bench::result("throw_catch_20_frames", bench::medianOf(Repeats, Throws, [&] {
                  for (unsigned i = 0; i < Throws; ++i)
                    N += caught(20);
                }), "ns");
  auto Work = [] {
    for (unsigned i = 0; i < Throws; ++i)
      if (caught(20) != 1)
        std::abort();
  };
  bench::result("throw_catch_20_frames_all",
                bench::medianOf(3, Throws * ThreadCount, [&] {
                  std::vector<std::thread> Threads(ThreadCount);
                  for (std::thread &Thread : Threads)
                    Thread = std::thread(Work);
                  for (std::thread &Thread : Threads)
                    Thread.join();
                }), "ns/throw");
#else
  (void)ThreadCount;
#endif
  Sink = N;
}
