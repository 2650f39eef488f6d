//===- SystemConfiguration.cpp - sysconf and its relatives ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCalls.h"
#include "Warp.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

using namespace heddle;

static constexpr int UnitBytes = 4096;

extern "C" {

long sysconf(int Name) noexcept {
  switch (Name) {
  case _SC_NPROCESSORS_CONF:
  case _SC_NPROCESSORS_ONLN:
    return warpState().warpCount;
  case _SC_PAGESIZE:
    return UnitBytes;
  case _SC_PHYS_PAGES:
  case _SC_AVPHYS_PAGES:
    return long(warpState().params->heapBytes / UnitBytes);
  case _SC_CLK_TCK:
    return 100;
  case _SC_ARG_MAX:
    return 2 * 1024 * 1024;
  case _SC_OPEN_MAX:
    return 1024;
  default:
    errno = EINVAL;
    return -1;
  }
}

int getpagesize(void) noexcept { return UnitBytes; }

// It never forks, so that no handler is ever due.
int pthread_atfork(void (*)(void), void (*)(void), void (*)(void)) { return 0; }

int getentropy(void *Bytes, size_t Count) noexcept {
  if (Count > 256) {
    errno = EIO;
    return -1;
  }
  HostReply Reply = hostCall(abi::HostCall::Random, Count, 0, 0, nullptr, 0,
                             Bytes, uint32_t(Count));
  if (Reply.bytes == Count)
    return 0;
  errno = Reply.error ? Reply.error : EIO;
  return -1;
}

ssize_t getrandom(void *Bytes, size_t Count, unsigned) noexcept {
  uint32_t Part = uint32_t(Count < MaxPayload ? Count : MaxPayload);
  HostReply Reply =
      hostCall(abi::HostCall::Random, Part, 0, 0, nullptr, 0, Bytes, Part);
  if (Reply.error == 0)
    return ssize_t(Reply.bytes);
  errno = Reply.error;
  return -1;
}

/// False, and nothing in Name, if the name is none or too long.
bool __heddle_demangle(const char *Mangled, char *Name, unsigned Size) {
  size_t Sent = strlen(Mangled) + 1;
  if (Sent > MaxPayload)
    return false;
  HostReply Reply = hostCall(abi::HostCall::Demangle, 0, 0, 0, Mangled,
                             uint32_t(Sent), Name, Size);
  if (Reply.result != 0)
    return false;
  Name[Size - 1] = '\0';
  return true;
}

} // extern "C"
