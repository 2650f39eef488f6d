//===- DeviceStreams.cpp - The runtime's streams, called on the host ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceStreams.h"

#include "../../runtime/device/HostCalls.h"
#include "../../runtime/device/Malloc.h"
#include "../../runtime/device/OutputRing.h"
#include "../../runtime/host/HostCallServer.h"

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <random>

using namespace heddle;

namespace {

struct Host {
  std::mutex Lock;
  host::HostCallServer Server;
  abi::HostCallSlot Slot = {};
  /// What is put into the ring is written at once, so its cells are never used.
  abi::OutputCell Cell = {};
  uint64_t Progress = 0;
  host::OutputRing Ring{{&Cell, 1}, &Progress};
  uint64_t Records = 0;

  Host() { Server.setOutput(&Ring); }
};

Host &theHost() {
  static Host Only;
  return Only;
}

std::recursive_mutex &mutexAt(void *Address) {
  static std::mutex Lock;
  static std::map<void *, std::recursive_mutex> Mutexes;
  std::lock_guard Guard(Lock);
  return Mutexes[Address];
}

} // namespace

uint64_t test::hostCalls() { return theHost().Server.counts().All; }
uint64_t test::outputRecords() { return theHost().Records; }

//===----------------------------------------------------------------------===//
// What the streams need of the rest of the runtime
//===----------------------------------------------------------------------===//

// The device's C library's.
extern "C" int __heddle_vsnprintf_any(char *To, size_t Room, const char *Format,
                                      va_list Arguments) {
  return vsnprintf(To, Room, Format, Arguments);
}

HostReply heddle::hostCall(abi::HostCall Call, uint64_t A0, uint64_t A1,
                           uint64_t A2, const void *Payload, uint32_t Sent,
                           void *Answer, uint32_t Room) {
  if (Sent > MaxPayload)
    abort();
  Host &H = theHost();
  std::lock_guard Guard(H.Lock);
  H.Slot.call = Call;
  H.Slot.args[0] = A0;
  H.Slot.args[1] = A1;
  H.Slot.args[2] = A2;
  if (Sent)
    memcpy(H.Slot.payload, Payload, Sent);
  H.Slot.payloadBytes = Sent;
  H.Server.serve(H.Slot);
  HostReply Reply = {H.Slot.result, H.Slot.error, H.Slot.payloadBytes};
  if (Reply.bytes > Room)
    Reply.bytes = Room;
  if (Reply.bytes)
    memcpy(Answer, H.Slot.payload, Reply.bytes);
  return Reply;
}

HostReply heddle::hostCall(abi::HostCall Call, const char *First,
                           const char *Second) {
  std::string Both(First, strlen(First) + 1);
  if (Second)
    Both.append(Second, strlen(Second) + 1);
  return hostCall(Call, 0, 0, 0, Both.data(), uint32_t(Both.size()));
}

uint64_t heddle::outputProgress() {
  return std::atomic_ref(theHost().Progress).load();
}

void heddle::noteOutputFailures(uint32_t) {}

void heddle::putOutput(uint64_t, uint32_t Stream, const void *Bytes,
                       uint32_t Count) {
  if (Count == 0 || Count > abi::MaxRecordBytes)
    abort();
  Host &H = theHost();
  std::lock_guard Guard(H.Lock);
  ++H.Records;
  H.Server.writeOutput(Stream, {(const uint8_t *)Bytes, Count});
}

void *heddle::allocateBlock(size_t Bytes) { return malloc(Bytes); }
void heddle::freeBlock(void *Block) { free(Block); }

extern "C" {

int *__llvm_libc_errno() { return &errno; }

int device_mutex_lock(void *Mutex) {
  mutexAt(Mutex).lock();
  return 0;
}

int device_mutex_trylock(void *Mutex) {
  return mutexAt(Mutex).try_lock() ? 0 : EBUSY;
}

int device_mutex_unlock(void *Mutex) {
  mutexAt(Mutex).unlock();
  return 0;
}

int device_getentropy(void *Bytes, size_t Count) {
  std::random_device Random;
  for (size_t I = 0; I < Count; ++I)
    ((unsigned char *)Bytes)[I] = (unsigned char)Random();
  return 0;
}

} // extern "C"
