//===- where_am_i.cpp - Which warp and SM runs which thread ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <cstdio>
#include <thread>

// The one header of Heddle that a program may include. Nothing needs it; with
// another compiler the program says so and still runs.
#if __has_include(<heddle/introspect.h>)
#include <heddle/introspect.h>
#else
namespace heddle {
inline bool on_gpu() { return false; }
inline unsigned warp_id() { return 0; }
inline unsigned sm_id() { return 0; }
inline unsigned warp_count() { return 0; }
} // namespace heddle
#endif

static void report(const char *Name) {
  std::printf("%s runs on warp %u, SM %u\n", Name, unsigned(heddle::warp_id()),
              unsigned(heddle::sm_id()));
}

int main() {
  std::printf("on a GPU: %s, warps: %u, hardware_concurrency: %u\n",
              heddle::on_gpu() ? "yes" : "no", unsigned(heddle::warp_count()),
              std::thread::hardware_concurrency());
  report("main");
  std::thread First([] { report("the first thread"); });
  std::thread Second([] { report("the second thread"); });
  First.join();
  Second.join();
}
