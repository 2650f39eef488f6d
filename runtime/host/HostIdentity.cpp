//===- HostIdentity.cpp - Who runs the program, and where -----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostIdentity.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <sys/utsname.h>
#include <unistd.h>

namespace heddle::host {

HostCallAnswer processNumber(const HostCallRequest &Request) {
  using Kind = abi::ProcessNumberKind;
  switch (static_cast<Kind>(Request.Args[0])) {
  case Kind::Process:
    return {getpid(), 0, 0};
  case Kind::Parent:
    return {getppid(), 0, 0};
  case Kind::User:
    return {getuid(), 0, 0};
  case Kind::EffectiveUser:
    return {geteuid(), 0, 0};
  case Kind::Group:
    return {getgid(), 0, 0};
  case Kind::EffectiveGroup:
    return {getegid(), 0, 0};
  }
  return {-1, EINVAL, 0};
}

HostCallAnswer namesOfSystem(uint8_t *Payload) {
  utsname Names;
  if (uname(&Names) != 0)
    return {-1, errno, 0};
  using To = abi::SystemNames;
  static_assert(sizeof(Names) == sizeof(To) &&
                offsetof(utsname, machine) == offsetof(To, machine));
  memcpy(Payload, &Names, sizeof(Names));
  return {0, 0, sizeof(Names)};
}

} // namespace heddle::host
