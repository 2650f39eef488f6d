//===- Identity.cpp - Who runs the program, and where ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The program is the launcher's process, and its numbers are that one's.
//
//===----------------------------------------------------------------------===//

#include "Atomic.h"
#include "PathCalls.h"

#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

using namespace heddle;
using abi::HostCall;
using Kind = abi::ProcessNumberKind;

static int64_t numberOf(Kind Which) {
  return hostCall(HostCall::ProcessNumber, uint64_t(Which)).result;
}

static_assert(sizeof(utsname) == sizeof(abi::SystemNames));

extern "C" {

pid_t getpid(void) noexcept {
  // It never changes.
  static Atomic<int32_t> Known;
  int32_t Number = Known.load(Relaxed);
  if (!Number) {
    Number = int32_t(numberOf(Kind::Process));
    Known.store(Number, Relaxed);
  }
  return Number;
}

pid_t getppid(void) noexcept { return pid_t(numberOf(Kind::Parent)); }
uid_t getuid(void) noexcept { return uid_t(numberOf(Kind::User)); }
uid_t geteuid(void) noexcept { return uid_t(numberOf(Kind::EffectiveUser)); }
gid_t getgid(void) noexcept { return gid_t(numberOf(Kind::Group)); }
gid_t getegid(void) noexcept { return gid_t(numberOf(Kind::EffectiveGroup)); }

int uname(struct utsname *Names) noexcept {
  return int(resultOf(hostCall(HostCall::NamesOfSystem, 0, 0, 0, nullptr, 0,
                               Names, sizeof(*Names))));
}

int gethostname(char *Name, size_t Room) noexcept {
  struct utsname Names;
  if (uname(&Names) != 0)
    return -1;
  size_t Bytes = strlen(Names.nodename) + 1;
  memcpy(Name, Names.nodename, Bytes < Room ? Bytes : Room);
  return Bytes <= Room ? 0 : fail(ENAMETOOLONG);
}

} // extern "C"
