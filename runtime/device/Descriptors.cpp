//===- Descriptors.cpp - The three standard file descriptors --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stream.h"

#include <errno.h>
#include <unistd.h>

using namespace heddle;
using abi::HostCall;

static FILE *standardStream(int Descriptor) {
  switch (Descriptor) {
  case STDIN_FILENO:
    return stdin;
  case STDOUT_FILENO:
    return stdout;
  case STDERR_FILENO:
    return stderr;
  default:
    errno = EBADF;
    return nullptr;
  }
}

extern "C" {

int isatty(int Descriptor) noexcept {
  HostReply Reply = hostCall(HostCall::IsTerminal, uint64_t(Descriptor));
  if (Reply.result == 1)
    return 1;
  errno = Reply.error ? Reply.error : ENOTTY;
  return 0;
}

// As from a terminal, a line at a time.
ssize_t read(int Descriptor, void *Bytes, size_t Count) noexcept {
  FILE *F = standardStream(Descriptor);
  if (!F)
    return -1;
  if (Count == 0)
    return 0;
  StreamGuard Guard(F);
  if (uint32_t Unread = F->unread())
    return ssize_t(F->read(Bytes, Count < Unread ? Count : Unread));
  bool HadError = F->has(FILE::Error);
  uint32_t Got = F->readLineInto(
      Bytes, uint32_t(Count < MaxPayload ? Count : MaxPayload));
  return Got == 0 && F->has(FILE::Error) && !HadError ? -1 : ssize_t(Got);
}

ssize_t write(int Descriptor, const void *Bytes, size_t Count) noexcept {
  FILE *F = standardStream(Descriptor);
  if (!F)
    return -1;
  size_t Written = writeStream(F, Bytes, Count);
  if (Written && fflush(F) != 0)
    return -1;
  return Written || !Count ? ssize_t(Written) : -1;
}

int close(int Descriptor) noexcept {
  FILE *F = standardStream(Descriptor);
  return F && fclose(F) == 0 ? 0 : -1;
}

} // extern "C"
