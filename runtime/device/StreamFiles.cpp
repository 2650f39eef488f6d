//===- StreamFiles.cpp - Opening and closing streams ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Malloc.h"
#include "Stream.h"

#include <errno.h>
#include <string.h>

using namespace heddle;
using abi::HostCall;

static StreamUse useOf(const char *Mode) {
  return strchr(Mode, '+')  ? StreamUse::Update
         : Mode[0] == 'r'   ? StreamUse::Input
                            : StreamUse::Output;
}

static uint64_t openOnHost(const char *Path, const char *Mode) {
  HostReply Reply = hostCall(HostCall::Open, Path, Mode);
  if (Reply.result > 0)
    return uint64_t(Reply.result);
  errno = Reply.error;
  return abi::NoStream;
}

static int closeOnHost(uint64_t Stream) {
  HostReply Reply = hostCall(HostCall::Close, Stream);
  if (Reply.result != 0)
    errno = Reply.error;
  return Reply.result ? EOF : 0;
}

static FILE *makeFile(uint64_t Stream, StreamUse Use) {
  auto *F = (FILE *)allocateBlock(sizeof(FILE));
  if (F)
    *F = FILE(Stream, Use, false);
  else
    errno = ENOMEM;
  return F;
}

extern "C" {

FILE *fopen(const char *__restrict Path, const char *__restrict Mode) noexcept {
  uint64_t Stream = openOnHost(Path, Mode);
  if (Stream == abi::NoStream)
    return nullptr;
  FILE *F = makeFile(Stream, useOf(Mode));
  if (!F)
    closeOnHost(Stream);
  return F;
}

FILE *fdopen(int Descriptor, const char *Mode) noexcept {
  if (Descriptor >= 0 && Descriptor <= 2)
    return makeFile(abi::StdinStream + uint64_t(Descriptor), useOf(Mode));
  HostReply Reply = hostCall(HostCall::FileStream, uint64_t(int64_t(Descriptor)),
                             0, 0, Mode, uint32_t(strlen(Mode) + 1));
  if (Reply.result > 0)
    return makeFile(uint64_t(Reply.result), useOf(Mode));
  errno = Reply.error;
  return nullptr;
}

int fclose(FILE *F) noexcept {
  F->lock.lock();
  int Result = closeOnHost(F->stream);
  F->stream = abi::NoStream;
  F->lock.unlock();
  freeBlock(F->buffer);
  F->buffer = nullptr;
  F->position = F->end = 0;
  if (!F->isStatic)
    freeBlock(F);
  return Result;
}

FILE *freopen(const char *__restrict Path, const char *__restrict Mode,
              FILE *__restrict F) noexcept {
  StreamGuard Guard(F);
  // Another mode for the same file: the host does not know its name.
  if (!Path) {
    errno = EBADF;
    return nullptr;
  }
  closeOnHost(F->stream);
  F->dropInput();
  F->indicators.store(0, Relaxed);
  F->forgetWay();
  F->stream = openOnHost(Path, Mode);
  F->use = useOf(Mode);
  return F->stream == abi::NoStream ? nullptr : F;
}

int fileno(FILE *F) noexcept {
  if (F->stream >= abi::StdinStream && F->stream <= abi::StderrStream)
    return int(F->stream - abi::StdinStream);
  HostReply Reply = hostCall(HostCall::StreamFile, F->stream);
  if (Reply.result < 0)
    errno = Reply.error;
  return int(Reply.result);
}

} // extern "C"
