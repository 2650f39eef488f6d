//===- Stream.cpp - The program's side of a FILE --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stream.h"
#include "Malloc.h"
#include "OutputRing.h"
#include "Warp.h"

#include <errno.h>
#include <string.h>

using namespace heddle;
using abi::HostCall;
using abi::OutputWay;

//===----------------------------------------------------------------------===//
// The lock
//===----------------------------------------------------------------------===//

void StreamLock::waitForUsers() {
  users.fetchOr(Exclusive, Relaxed);
  uint32_t Seen;
  while ((Seen = users.load(Acquire)) != Exclusive)
    arch::waitWord(users.word(), Seen);
}

void StreamLock::leaveShared() {
  if (users.fetchSub(1, Relaxed) == (Exclusive | 1))
    arch::wakeWord(users.word());
}

void StreamLock::lock() {
  pthread_mutex_lock(&order);
  if (depth++ == 0)
    waitForUsers();
}

bool StreamLock::tryLock() {
  if (pthread_mutex_trylock(&order) != 0)
    return false;
  if (depth++ == 0)
    waitForUsers();
  return true;
}

void StreamLock::unlock() {
  if (--depth == 0)
    users.fetchAnd(~Exclusive, Relaxed);
  pthread_mutex_unlock(&order);
}

bool StreamLock::enter() {
  if (!(users.fetchAdd(1, Relaxed) & Exclusive))
    return true;
  leaveShared();
  lock();
  return false;
}

void StreamLock::leave(bool Shared) { Shared ? leaveShared() : unlock(); }

//===----------------------------------------------------------------------===//
// Output
//===----------------------------------------------------------------------===//

void FILE::fail(int ErrorNumber) {
  set(Error);
  errno = ErrorNumber;
}

namespace {

/// FILE::way: the way in the low bits, the failures above.
constexpr uint32_t WayBits = 8;
OutputWay wayIn(uint32_t Word) {
  return OutputWay(Word & ((1u << WayBits) - 1));
}
bool usesRing(OutputWay Way) {
  return Way == OutputWay::Ring || Way == OutputWay::PacedRing;
}

/// By a call, which also says how to go on. Returns how many bytes were written.
[[gnu::noinline]] uint32_t writeByCall(FILE *F, const void *Bytes,
                                       uint32_t Count) {
  using Fields = abi::WriteResult;
  HostReply Reply =
      hostCall(HostCall::Write, F->stream, /*AskForWay=*/1, 0, Bytes, Count);
  uint32_t Written = uint32_t(Reply.result);
  auto Way = OutputWay(uint64_t(Reply.result) >> Fields::WayShift &
                       Fields::WayMask);
  uint32_t Failures = uint32_t(uint64_t(Reply.result) >> Fields::FailuresShift);
  F->way.store(Failures << WayBits | uint32_t(Way), Relaxed);
  if (usesRing(Way))
    noteOutputFailures(Failures);
  if (Written != Count || Reply.error)
    F->fail(Reply.error ? Reply.error : EIO);
  return Written;
}

/// Whether so many more bytes may go into the ring. Who comes to the limit waits until
/// the host has written all that is before them; those who come meanwhile write by
/// calls.
bool keepsPace(FILE *F, uint32_t Count) {
  uint32_t Before = F->paced.fetchAdd(Count, Relaxed);
  uint32_t After = Before + Count;
  if (After <= abi::OutputPace)
    return true;
  if (Before > abi::OutputPace) {
    F->paced.fetchSub(Count, Relaxed);
    return false;
  }
  writeByCall(F, nullptr, 0);
  F->paced.fetchSub(After, Relaxed);
  return false;
}

/// By the ring, if that is the stream's way and the bytes fit a record.
bool writeByRing(FILE *F, const void *Bytes, size_t Count) {
  uint32_t Word = F->way.load(Relaxed);
  uint64_t Progress = outputProgress();
  if (Count > abi::MaxRecordBytes || !usesRing(wayIn(Word)) ||
      Word >> WayBits != abi::failuresOf(Progress))
    return false;
  if (wayIn(Word) == OutputWay::PacedRing && !keepsPace(F, uint32_t(Count)))
    return false;
  putOutput(Progress, uint32_t(F->stream), Bytes, uint32_t(Count));
  return true;
}

/// What the host can do by itself, if it can; else returns 0.
size_t writeInBulk(FILE *F, const char *Bytes, size_t Count) {
  if (Count < BulkBytes)
    return 0;
  HostReply Reply =
      hostCall(HostCall::BulkWrite, F->stream, uint64_t(Bytes), Count);
  if (Reply.result < 0)
    return 0;
  if (Reply.error)
    F->fail(Reply.error);
  return size_t(Reply.result);
}

} // namespace

bool FILE::mayHaveFailed() const { return usesRing(wayIn(way.load(Relaxed))); }

size_t FILE::writeAll(const void *Bytes, size_t Count) {
  if (use == StreamUse::Input) {
    fail(EBADF);
    return 0;
  }
  // The host is ahead by what was read and not used.
  if (unread()) {
    hostCall(HostCall::Seek, stream, uint64_t(-int64_t(unread())), SEEK_CUR);
    dropInput();
  }
  bool HadError = has(Error);
  size_t Done = writeInBulk(this, (const char *)Bytes, Count);
  while (Done < Count && (HadError || !has(Error))) {
    const char *From = (const char *)Bytes + Done;
    size_t Left = Count - Done;
    size_t Record = Left < abi::MaxRecordBytes ? Left : abi::MaxRecordBytes;
    if (writeByRing(this, From, Record)) {
      Done += Record;
      continue;
    }
    uint32_t Part = uint32_t(Left < MaxPayload ? Left : MaxPayload);
    uint32_t Written = writeByCall(this, From, Part);
    Done += Written;
    if (Written < Part)
      break;
  }
  return Done;
}

size_t heddle::writeStream(FILE *F, const void *Bytes, size_t Count) {
  if (Count == 0)
    return 0;
  if (Count <= abi::MaxRecordBytes && F->use == StreamUse::Output) {
    bool Shared = F->lock.enter();
    bool Done = writeByRing(F, Bytes, Count);
    size_t Written = Count;
    if (!Done && Count <= MaxPayload) {
      Written = writeByCall(F, Bytes, uint32_t(Count));
      Done = true;
    }
    F->lock.leave(Shared);
    if (Done)
      return Written;
  }
  StreamGuard Guard(F);
  return F->writeAll(Bytes, Count);
}

//===----------------------------------------------------------------------===//
// Input
//===----------------------------------------------------------------------===//

uint32_t FILE::readLineInto(void *Bytes, uint32_t Most) {
  if (has(EndOfFile))
    return 0;
  if (use == StreamUse::Output) {
    fail(EBADF);
    return 0;
  }
  HostReply Reply = hostCall(HostCall::ReadLine, stream, Most, 0, nullptr, 0,
                             Bytes, Most);
  if (Reply.error)
    fail(Reply.error);
  else if (Reply.bytes == 0)
    set(EndOfFile);
  return Reply.bytes;
}

static bool makeBuffer(FILE *F) {
  if (F->buffer)
    return true;
  F->buffer = (unsigned char *)allocateBlock(FILE::BufferBytes);
  if (!F->buffer) {
    F->fail(ENOMEM);
    return false;
  }
  F->dropInput();
  return true;
}

bool FILE::fill() {
  if (has(EndOfFile) || !makeBuffer(this))
    return false;
  position = PushBackBytes;
  end = PushBackBytes + readLineInto(buffer + PushBackBytes, MaxPayload);
  return unread() != 0;
}

int FILE::peek() { return unread() || fill() ? buffer[position] : EOF; }

int FILE::get() { return unread() || fill() ? buffer[position++] : EOF; }

bool FILE::unget(int Character) {
  if (Character == EOF || !makeBuffer(this) || position == 0)
    return false;
  buffer[--position] = (unsigned char)Character;
  indicators.fetchAnd(~uint32_t(EndOfFile), Relaxed);
  return true;
}

/// Straight to where it is wanted, without waiting for newlines.
static size_t readDirectly(FILE *F, char *Bytes, size_t Count) {
  if (F->use == StreamUse::Output) {
    F->fail(EBADF);
    return 0;
  }
  size_t Done = 0;
  if (Count >= BulkBytes && !F->has(FILE::EndOfFile)) {
    HostReply Reply =
        hostCall(HostCall::BulkRead, F->stream, uint64_t(Bytes), Count);
    // Where the host cannot do that, the rest of this function does.
    if (Reply.result >= 0) {
      if (Reply.error)
        F->fail(Reply.error);
      else if (size_t(Reply.result) < Count)
        F->set(FILE::EndOfFile);
      return size_t(Reply.result);
    }
  }
  while (Done < Count && !F->has(FILE::EndOfFile)) {
    size_t Left = Count - Done;
    uint32_t Part = uint32_t(Left < MaxPayload ? Left : MaxPayload);
    HostReply Reply = hostCall(HostCall::Read, F->stream, Part, 0, nullptr, 0,
                               Bytes + Done, Part);
    Done += Reply.bytes;
    if (Reply.bytes == Part)
      continue;
    if (!Reply.error)
      F->set(FILE::EndOfFile);
    else
      F->fail(Reply.error);
    break;
  }
  return Done;
}

size_t FILE::read(void *Bytes, size_t Count) {
  size_t Buffered = unread() < Count ? unread() : Count;
  if (Buffered) {
    memcpy(Bytes, buffer + position, Buffered);
    position += uint32_t(Buffered);
  }
  if (Buffered == Count)
    return Count;
  return Buffered +
         readDirectly(this, (char *)Bytes + Buffered, Count - Buffered);
}
