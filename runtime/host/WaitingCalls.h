//===- WaitingCalls.h - Host calls that wait for something outside --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A read from a terminal may take for ever; the other threads' calls must be
// served meanwhile. So a call that may wait runs on a thread of its stream's
// own, and later calls on that stream line up behind it.
//
// Such a call works on a copy of its slot. The slot itself can be taken back
// from it: after a round of the ring the next ticket's warp needs the slot, and
// with it everybody who wants to make a host call and comes later. Then the
// warp that waits is told to post again; its request finds the operation that
// still runs, or the answer it has left. Without that, one thread in getline
// stopped all others after a round of 1,024 calls.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_WAITINGCALLS_H
#define HEDDLE_RUNTIME_HOST_WAITINGCALLS_H

#include "HostCallRing.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace heddle::host {

class WaitingCalls {
public:
  using ServeFunction = std::function<void(abi::HostCallSlot &)>;
  using AnswerFunction = std::function<void(const PostedCall &)>;
  using WriteFunction =
      std::function<void(uint64_t, std::span<const uint8_t>)>;

  /// \p Serve does what a slot asks for, on a thread of this class's own, and \p Write
  /// writes what postOutput has been given; \p Answer hands a slot back, on any thread.
  WaitingCalls(ServeFunction Serve, AnswerFunction Answer,
               WriteFunction Write = nullptr)
      : Serve(std::move(Serve)), Answer(std::move(Answer)),
        Write(std::move(Write)) {}

  /// Queues \p Call behind those of the same \p Stream, unless it is the
  /// repetition of one that is there. Calls of NoStream do not wait for each
  /// other.
  void post(uint64_t Stream, const PostedCall &Call);

  /// Queues output that nobody waits for.
  void postOutput(uint64_t Stream, std::span<const uint8_t> Bytes);

  /// Takes \p Slot back from the call that has it, if its warp understands
  /// that.
  void reclaim(abi::HostCallSlot *Slot);

  /// Whether any call is running or queued. Costs no lock.
  bool any() const { return Unfinished.load(std::memory_order_acquire) != 0; }

  /// Whether a call on \p Stream is running, queued, or to be repeated.
  bool inUse(uint64_t Stream) const;

  /// The streams that a call is running on; with \p Queued also those where one
  /// may begin at any time.
  std::vector<uint64_t> streamsInUse(bool Queued = false) const;

  /// Waits until no call is at work but reads, which need not end; false when
  /// that takes longer than \p Patience.
  bool waitForWrites(std::chrono::milliseconds Patience);

private:
  enum class Phase { Queued, Running, Done };

  struct Operation {
    Phase Stage = Phase::Queued;
    /// What postOutput has been given; then there is neither copy nor waiter.
    std::vector<uint8_t> Output;
    /// The request, then the answer.
    std::unique_ptr<abi::HostCallSlot> Copy;
    /// What the request was, while Copy changes.
    std::unique_ptr<abi::HostCallSlot> Request;
    /// The slot that waits for the answer; none between reclaim and
    /// repetition.
    std::optional<PostedCall> Waiter;
  };
  using Line = std::list<Operation>;

  Line &lineFor(uint64_t Stream);
  void performAll(uint64_t Stream);
  void perform(std::unique_lock<std::mutex> &Guard, uint64_t Stream,
               Line &Operations, Line::iterator Each);
  void finish(Line &Operations, Line::iterator Each);
  static bool repeats(const Operation &Each, const abi::HostCallSlot &Slot);

  ServeFunction Serve;
  AnswerFunction Answer;
  WriteFunction Write;
  mutable std::mutex Lock;
  std::condition_variable Arrived, Finished;
  std::atomic<size_t> Unfinished = 0;
  /// A stream has an entry while it has a thread; NoStream, whose calls have
  /// one each, for good.
  std::unordered_map<uint64_t, Line> Lines;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_WAITINGCALLS_H
