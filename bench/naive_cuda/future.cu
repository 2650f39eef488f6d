//===- future.cu - Requests that a warp answers through mailboxes ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The same hand-overs as those of a promise and its future, without what makes
// them safe: each answer has a box of its own, as a future has, but nothing is
// allocated, counted or freed.
//
// usage: future [round trips] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Device.h"

using namespace bench;

constexpr unsigned Boxes = 64;

struct alignas(128) Answer {
  unsigned Full, Value;
};

/// Posted is one more than the request's number.
struct alignas(128) Request {
  unsigned Posted, Value;
  Answer *Reply;
};

__global__ void requests(Request *Mail, Answer *Answers, unsigned Rounds,
                         unsigned Repeats, unsigned *Wrong, uint64_t *Times) {
  if (threadIdx.x)
    return;
  for (unsigned r = 0; r < Repeats; ++r) {
    uint64_t Start = timer();
    for (unsigned i = r * Rounds + 1; i <= (r + 1) * Rounds; ++i) {
      if (blockIdx.x == 0) {
        Answer *Mine = &Answers[i % Boxes];
        Mine->Full = 0;
        Mail->Value = i;
        Mail->Reply = Mine;
        storeRelease(&Mail->Posted, i);
        while (loadAcquire(&Mine->Full) != 1)
          ;
        *Wrong += Mine->Value != i + 1;
      } else {
        while (loadAcquire(&Mail->Posted) != i)
          ;
        Answer *Reply = Mail->Reply;
        Reply->Value = Mail->Value + 1;
        storeRelease(&Reply->Full, 1);
      }
    }
    if (blockIdx.x == 0)
      Times[r] = timer() - Start;
  }
}

int main(int argc, char **argv) {
  unsigned Rounds = argument(argc, argv, 1, 1000);
  unsigned Repeats = argument(argc, argv, 2, 7) + 1;
  std::printf("# device gpu\n");
  auto *Mail = allocate<Request>(1);
  auto *Answers = allocate<Answer>(Boxes);
  auto *Wrong = allocate<unsigned>(1);
  auto *Times = allocate<uint64_t>(Repeats);
  launch(requests, 2u, 32u, Mail, Answers, Rounds, Repeats, Wrong, Times);
  if (unsigned Count = copyBack(Wrong, 1)[0])
    return std::printf("%u wrong answers\n", Count), 1;
  result("future_round_trip", medianOf(copyBack(Times, Repeats), Rounds), "ns");
}
