//===- HostFiles.cpp - Files by name, and temporary ones ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCalls.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

using namespace heddle;
using abi::HostCall;

static int report(const HostReply &Reply) {
  if (Reply.result == 0)
    return 0;
  errno = Reply.error;
  return -1;
}

static constexpr char Directory[] = "/tmp/heddle-";
static constexpr size_t RandomLetters = L_tmpnam - sizeof(Directory);

/// A name that nobody else will think of: 35 bits from the host.
static bool inventName(char *Name) {
  unsigned char Random[RandomLetters];
  if (getentropy(Random, sizeof(Random)) != 0)
    return false;
  memcpy(Name, Directory, sizeof(Directory) - 1);
  for (size_t I = 0; I < RandomLetters; ++I)
    Name[sizeof(Directory) - 1 + I] =
        "abcdefghijklmnopqrstuvwxyz234567"[Random[I] & 31];
  Name[L_tmpnam - 1] = '\0';
  return true;
}

extern "C" {

int remove(const char *Path) noexcept {
  return report(hostCall(HostCall::Remove, Path, nullptr));
}

// The host has one call for both; unlink ought to refuse empty directories.
int unlink(const char *Path) noexcept { return remove(Path); }

int rename(const char *Old, const char *New) noexcept {
  return report(hostCall(HostCall::Rename, Old, New));
}

char *tmpnam(char *Name) noexcept {
  static char Own[L_tmpnam];
  char *Result = Name ? Name : Own;
  return inventName(Result) ? Result : nullptr;
}

FILE *tmpfile(void) noexcept {
  char Name[L_tmpnam];
  for (int Tries = 0; Tries < 8 && inventName(Name); ++Tries) {
    FILE *F = fopen(Name, "wb+x");
    if (F) {
      remove(Name);
      return F;
    }
    if (errno != EEXIST)
      break;
  }
  return nullptr;
}

} // extern "C"
