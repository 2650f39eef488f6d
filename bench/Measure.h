//===- Measure.h - Repeats, medians and result lines ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each benchmark prints one line a result,
//
//   result <name> <value> <unit>
//
// and lines that begin with '#' for what a reader should know. bench/run puts
// the results of several builds of one benchmark side by side by their names.
//
// It is plain C++, so that the same source is built for Heddle and for the CPU;
// nvcc includes it for the hand-written CUDA as well.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_BENCH_MEASURE_H
#define HEDDLE_BENCH_MEASURE_H

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#if defined(__has_include)
#if __has_include(<heddle/introspect.h>)
#include <heddle/introspect.h>
#define HEDDLE_BENCH_INTROSPECT
#endif
#endif

namespace bench {

/// Nanoseconds that \p Body takes, once.
template <typename F> double nanoseconds(F Body) {
  auto Start = std::chrono::steady_clock::now();
  Body();
  auto End = std::chrono::steady_clock::now();
  return std::chrono::duration<double, std::nano>(End - Start).count();
}

inline double median(std::vector<double> Values) {
  std::sort(Values.begin(), Values.end());
  return Values[Values.size() / 2];
}

/// Median over \p Repeats of the nanoseconds that one of \p Count operations
/// takes; \p Body does Count of them. The first repeat only warms up.
template <typename F>
double medianOf(unsigned Repeats, unsigned Count, F Body) {
  Body();
  std::vector<double> Times;
  for (unsigned i = 0; i < Repeats; ++i)
    Times.push_back(nanoseconds(Body) / Count);
  return median(Times);
}

/// Seen at once, so that a program that hangs later has not lost it.
inline void result(const char *Name, double Value, const char *Unit) {
  std::printf("result %s %.1f %s\n", Name, Value, Unit);
  std::fflush(stdout);
}

/// Says where the program runs; native builds know only the CPU.
inline void printDevice() {
#ifdef HEDDLE_BENCH_INTROSPECT
  std::printf("# device %s\n", heddle::on_gpu() ? "gpu" : "cpu");
#else
  std::printf("# device cpu\n");
#endif
  std::fflush(stdout);
}

/// The \p Index-th argument as a number; \p Default if it is 0 or not there.
inline unsigned argument(int argc, char **argv, int Index, unsigned Default) {
  unsigned Given = argc > Index ? std::strtoul(argv[Index], nullptr, 10) : 0;
  return Given ? Given : Default;
}

} // namespace bench

#endif // HEDDLE_BENCH_MEASURE_H
