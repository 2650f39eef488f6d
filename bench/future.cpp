//===- future.cpp - Requests that a thread answers by promises ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A round trip is a new promise and its future, a request that is handed to a
// thread by an atomic pointer, and its answer.
//
// usage: future [round trips] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Measure.h"

#include <atomic>
#include <future>
#include <memory>
#include <thread>

namespace {

struct Request {
  unsigned Value;
  std::promise<unsigned> Answer;
};

void serve(std::atomic<Request *> &Slot, unsigned Rounds) {
  for (unsigned i = 0; i < Rounds; ++i) {
    Request *Next;
    while (!(Next = Slot.load(std::memory_order_acquire)))
      ;
    Slot.store(nullptr, std::memory_order_relaxed);
    // The promise is still in use when the other side has its answer.
    std::unique_ptr<Request> Mine(Next);
    Mine->Answer.set_value(Mine->Value + 1);
  }
}

unsigned ask(std::atomic<Request *> &Slot, unsigned Value) {
  auto *Mine = new Request{Value, {}};
  std::future<unsigned> Answer = Mine->Answer.get_future();
  Slot.store(Mine, std::memory_order_release);
  return Answer.get();
}

} // namespace

int main(int argc, char **argv) {
  unsigned Rounds = bench::argument(argc, argv, 1, 1000);
  unsigned Repeats = bench::argument(argc, argv, 2, 7);
  bench::printDevice();

  unsigned Wrong = 0;
  double Time = bench::medianOf(Repeats, Rounds, [&] {
    std::atomic<Request *> Slot{nullptr};
    std::thread Server([&] { serve(Slot, Rounds); });
    for (unsigned i = 0; i < Rounds; ++i)
      Wrong += ask(Slot, i) != i + 1;
    Server.join();
  });
  if (Wrong)
    return std::printf("%u wrong answers\n", Wrong), 1;
  bench::result("future_round_trip", Time, "ns");
}
