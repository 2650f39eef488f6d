//===- HostCallServer.h - What each host call does ------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Serves one request at a time and knows nothing of rings, devices or threads'
// waiting, so that a test can hand it any slot. A slot lies in memory that the
// device writes: nothing in it is believed. A request that makes no sense is
// answered with EINVAL and the value that means failure for its call; it never
// makes the host read or write outside the slot.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_HOSTCALLSERVER_H
#define HEDDLE_RUNTIME_HOST_HOSTCALLSERVER_H

#include "../abi/Abi.h"
#include "BulkTransfer.h"
#include "HostCallRequest.h"
#include "HostFileSystem.h"
#include "HostStreams.h"
#include "LaunchStats.h"
#include "OutputRing.h"

#include <array>
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace heddle::host {

/// How the program asked to end.
struct Ending {
  /// A status for _exit when Signal is 0.
  int Status = 0;
  /// The signal that Linux would have ended the program with.
  int Signal = 0;
  /// For stderr, with its newline; empty when there is nothing to say.
  std::string Message;
};

class HostCallServer {
public:
  /// \p StackBytes is what reports of overflows name.
  explicit HostCallServer(uint64_t StackBytes = 0) : StackBytes(StackBytes) {}

  /// Does what \p Slot asks for, and fills in result, error, payloadBytes and
  /// payload; sequence is left alone. Returns the result.
  int64_t serve(abi::HostCallSlot &Slot);

  /// Who must serve a request that may wait for something outside: requests
  /// with one key are to be served one after the other.
  struct Waiting {
    /// The stream, or NoStream for a call that waits by itself.
    uint64_t Key;
  };

  /// Whether \p Request, which is in \p Slot, could keep serve() waiting.
  std::optional<Waiting> mayWait(const abi::HostCallSlot &Slot,
                                 const HostCallRequest &Request) const;

  /// The stream that \p Request is about, NoStream when about none.
  static uint64_t streamOf(const HostCallRequest &Request);

  /// Set once Exit or Fatal was served.
  const std::optional<Ending> &ending() const { return End; }

  /// "thread 3 "worker""
  std::string describeThread(uint64_t Thread) const;

  HostStreams &streams() { return Streams; }

  /// \p Streams tells which streams Flush of all streams leaves out, because
  /// other threads are serving calls on them.
  void setStreamsInUse(std::function<std::vector<uint64_t>()> Streams) {
    StreamsInUse = std::move(Streams);
  }

  /// Where writes that need no answer come from. Without it there are none.
  void setOutput(OutputRing *Ring) { Output = Ring; }
  /// Writes the bytes of a record of it. What goes wrong, a later call tells.
  void writeOutput(uint64_t Stream, std::span<const uint8_t> Bytes);

  /// What moves bulk data. Without it requests for that are refused.
  void setBulk(BulkTransfer *Transfer) { Bulk = Transfer; }

  /// What makes more pages of the heap memory, as Device::growHeap. Without it requests
  /// for that are refused.
  void setHeap(std::function<uint32_t(uint64_t)> Grow) {
    GrowHeap = std::move(Grow);
  }

  /// What has been served so far.
  HostCallCounts counts() const;

private:
  struct Answer;

  Answer dispatch(const HostCallRequest &Request, uint8_t *Payload);
  Answer write(const HostCallRequest &Request, const uint8_t *Payload);
  Answer read(const HostCallRequest &Request, uint8_t *Payload);
  Answer readLine(const HostCallRequest &Request, uint8_t *Payload);
  Answer open(const HostCallRequest &Request, const uint8_t *Payload);
  Answer flush(const HostCallRequest &Request);
  Answer bulk(const HostCallRequest &Request);
  Answer seek(const HostCallRequest &Request);
  Answer tell(const HostCallRequest &Request);
  Answer streamState(const HostCallRequest &Request);
  Answer unget(const HostCallRequest &Request);
  Answer removePath(const HostCallRequest &Request, const uint8_t *Payload);
  Answer renamePath(const HostCallRequest &Request, const uint8_t *Payload);
  Answer random(const HostCallRequest &Request, uint8_t *Payload);
  Answer demangle(const HostCallRequest &Request, uint8_t *Payload);
  Answer nameThread(const HostCallRequest &Request, const uint8_t *Payload);
  Answer growHeap(const HostCallRequest &Request);
  Answer reportHeapFinding(const HostCallRequest &Request,
                           const uint8_t *Payload);
  void recordFatal(const HostCallRequest &Request, const uint8_t *Payload);

  HostStreams Streams;
  OutputRing *Output = nullptr;
  BulkTransfer *Bulk = nullptr;
  HostFileSystem Files{Streams};
  std::function<std::vector<uint64_t>()> StreamsInUse;
  std::function<uint32_t(uint64_t)> GrowHeap;
  std::unordered_map<uint64_t, std::string> ThreadNames;
  std::optional<Ending> End;
  void count(const HostCallRequest &Request, int64_t Result);
  std::array<std::atomic<uint64_t>, abi::HostCallCount> Served = {};
  std::atomic<uint64_t> ServedOthers = 0, BytesWritten = 0, BytesRead = 0;
  uint64_t StackBytes;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_HOSTCALLSERVER_H
