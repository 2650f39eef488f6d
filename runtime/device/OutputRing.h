//===- OutputRing.h - Output that waits for no answer ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is written to a stream that the host buffers needs no answer. The bytes go into a
// ring in the host's memory, described at abi::OutputCell; a thread waits for nothing but
// one atomic operation and, if the host is far behind, for room. Every host call
// says how much of the ring had been given out when it was made, and is served after that.
//
// A write that fails on the host is counted in the host's progress word. Who sees that
// the count has changed since it asked for its stream's way asks again, by a call, which
// also says whether it was this stream's.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_OUTPUTRING_H
#define HEDDLE_RUNTIME_DEVICE_OUTPUTRING_H

#include "Abi.h"

namespace heddle {

/// The host's progress as it is known here, abi::failuresOf included. One trip to the L2.
uint64_t outputProgress();

/// Makes outputProgress know as many failures as a call has told.
void noteOutputFailures(uint32_t Failures);

/// Writes Count bytes, MaxRecordBytes at most and not 0, as one record. Progress is what
/// outputProgress has said.
void putOutput(uint64_t Progress, uint32_t Stream, const void *Bytes,
               uint32_t Count);

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_OUTPUTRING_H
