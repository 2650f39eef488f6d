//===- ping_pong.cpp - A word handed between two threads ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: ping_pong [round trips] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Measure.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

struct alignas(256) Word {
  std::atomic<unsigned> Value{0};
};

int main(int argc, char **argv) {
  unsigned Rounds = bench::argument(argc, argv, 1, 2000);
  unsigned Repeats = bench::argument(argc, argv, 2, 11);
  bench::printDevice();

  bench::result("atomic_round_trip", bench::medianOf(Repeats, Rounds, [=] {
                  Word Ping, Pong;
                  std::thread Other([&] {
                    for (unsigned i = 1; i <= Rounds; ++i) {
                      while (Ping.Value.load(std::memory_order_acquire) != i)
                        ;
                      Pong.Value.store(i, std::memory_order_release);
                    }
                  });
                  for (unsigned i = 1; i <= Rounds; ++i) {
                    Ping.Value.store(i, std::memory_order_release);
                    while (Pong.Value.load(std::memory_order_acquire) != i)
                      ;
                  }
                  Other.join();
                }),
                "ns");

  bench::result("condition_variable_round_trip",
                bench::medianOf(Repeats, Rounds, [=] {
                  std::mutex Mutex;
                  std::condition_variable Changed;
                  bool Theirs = false;
                  std::thread Other([&] {
                    for (unsigned i = 0; i < Rounds; ++i) {
                      std::unique_lock<std::mutex> Lock(Mutex);
                      Changed.wait(Lock, [&] { return Theirs; });
                      Theirs = false;
                      Changed.notify_one();
                    }
                  });
                  for (unsigned i = 0; i < Rounds; ++i) {
                    std::unique_lock<std::mutex> Lock(Mutex);
                    Theirs = true;
                    Changed.notify_one();
                    Changed.wait(Lock, [&] { return !Theirs; });
                  }
                  Other.join();
                }),
                "ns");
}
