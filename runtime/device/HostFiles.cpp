//===- HostFiles.cpp - Files by name, and temporary ones ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCalls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace heddle;
using abi::HostCall;

/// Letters of which each stands for five bits.
static constexpr char Letters[] = "abcdefghijklmnopqrstuvwxyz234567";

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
    Name[sizeof(Directory) - 1 + I] = Letters[Random[I] & 31];
  Name[L_tmpnam - 1] = '\0';
  return true;
}

/// Replaces the XXXXXX before the last SuffixBytes of Template, and tries Make
/// with the name, until nothing of that name is there.
template <typename MakeFunction>
static int makeUnique(char *Template, int SuffixBytes, MakeFunction Make) {
  size_t Length = strlen(Template);
  char *Place = Template + Length - SuffixBytes - 6;
  if (SuffixBytes < 0 || Length < size_t(SuffixBytes) + 6 ||
      memcmp(Place, "XXXXXX", 6) != 0) {
    errno = EINVAL;
    return -1;
  }
  for (int Tries = 0; Tries < 100; ++Tries) {
    unsigned char Random[6];
    if (getentropy(Random, sizeof(Random)) != 0)
      break;
    for (int I = 0; I < 6; ++I)
      Place[I] = Letters[Random[I] & 31];
    int Result = Make(Template);
    if (Result >= 0 || errno != EEXIST)
      return Result;
  }
  memcpy(Place, "XXXXXX", 6);
  return -1;
}

static int makeFile(char *Template, int SuffixBytes, int Flags) {
  return makeUnique(Template, SuffixBytes, [=](const char *Name) {
    return open(Name, O_RDWR | O_CREAT | O_EXCL | Flags, 0600);
  });
}

extern "C" {

int mkostemp(char *Template, int Flags) noexcept {
  return makeFile(Template, 0, Flags);
}

int mkstemps(char *Template, int SuffixBytes) noexcept {
  return makeFile(Template, SuffixBytes, 0);
}

int mkstemp(char *Template) noexcept { return makeFile(Template, 0, 0); }

char *mkdtemp(char *Template) noexcept {
  int Result = makeUnique(Template, 0, [](const char *Name) {
    return mkdir(Name, 0700);
  });
  return Result == 0 ? Template : nullptr;
}

int remove(const char *Path) noexcept {
  return report(hostCall(HostCall::Remove, Path, nullptr));
}

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
