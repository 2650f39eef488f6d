//===- Stream.cpp - The program's side of a FILE --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stream.h"
#include "Malloc.h"
#include "Warp.h"

#include <errno.h>
#include <string.h>

using namespace heddle;
using abi::HostCall;

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

static uint32_t writeOnce(FILE *F, const void *Bytes, uint32_t Count) {
  HostReply Reply = hostCall(HostCall::Write, F->stream, 0, 0, Bytes, Count);
  if (Reply.result != int64_t(Count))
    F->fail(Reply.error ? Reply.error : EIO);
  return uint32_t(Reply.result);
}

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
  size_t Done = 0;
  while (Done < Count) {
    size_t Left = Count - Done;
    uint32_t Part = uint32_t(Left < MaxPayload ? Left : MaxPayload);
    uint32_t Written = writeOnce(this, (const char *)Bytes + Done, Part);
    Done += Written;
    if (Written < Part)
      break;
  }
  return Done;
}

size_t heddle::writeStream(FILE *F, const void *Bytes, size_t Count) {
  if (Count == 0)
    return 0;
  if (Count <= MaxPayload && F->use == StreamUse::Output) {
    bool Shared = F->lock.enter();
    size_t Written = writeOnce(F, Bytes, uint32_t(Count));
    F->lock.leave(Shared);
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
