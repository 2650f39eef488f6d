// Where threads run on a GPU: each concurrently live thread on a warp of its
// own, spread evenly over all SMs, main on warp 0.
// REQUIRES: gpu
// RUN: %heddle %s -O2 -o %t
// RUN: %run %t | FileCheck %s
// CHECK: main on warp 0
// CHECK-NEXT: all warps: [[ALL:[0-9]+]] threads on [[ALL]] warps of [[#SMS:]] SMs
// CHECK-NEXT: 1000 threads on 1000 warps of [[#SMS]] SMs, even: 1
// CHECK-NEXT: 100 threads on 100 warps of 100 SMs, even: 1
// CHECK-NEXT: 1000 threads on 1000 warps of [[#SMS]] SMs, even: 1

#include <atomic>
#include <chrono>
#include <cstdio>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include <heddle/introspect.h>

struct Place {
  unsigned Warp, SM;
};

/// Where \p Count threads are that all live at the same time.
static std::vector<Place> places(unsigned Count) {
  std::vector<Place> Places(Count);
  std::atomic<unsigned> Arrived{0};
  std::vector<std::thread> Threads;
  for (unsigned t = 0; t < Count; ++t)
    Threads.emplace_back([&, t] {
      Places[t] = {heddle::warp_id(), heddle::sm_id()};
      ++Arrived;
      while (Arrived.load() < Count)
        std::this_thread::yield();
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  // A warp is idle again shortly after its thread was joined.
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  return Places;
}

static void summarize(const std::vector<Place> &Places, const char *Prefix,
                      bool WithEvenness) {
  std::set<unsigned> Warps;
  std::map<unsigned, unsigned> PerSM{{heddle::sm_id(), 1}}; // main's own warp
  std::set<unsigned> Used;
  for (const Place &P : Places) {
    Warps.insert(P.Warp);
    ++PerSM[P.SM];
    Used.insert(P.SM);
  }
  unsigned Least = ~0u, Most = 0;
  for (const auto &[SM, Count] : PerSM) {
    Least = Count < Least ? Count : Least;
    Most = Count > Most ? Count : Most;
  }
  std::printf("%s%zu threads on %zu warps of %zu SMs", Prefix, Places.size(),
              Warps.size(), Used.size());
  if (WithEvenness)
    std::printf(", even: %d", Most - Least <= 1 && !Warps.count(0));
  std::printf("\n");
}

int main() {
  std::printf("main on warp %u\n", heddle::warp_id());
  summarize(places(heddle::warp_count() - 1), "all warps: ", false);
  summarize(places(1000), "", true);
  summarize(places(100), "", true);
  summarize(places(1000), "", true);
}
