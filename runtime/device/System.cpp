//===- System.cpp - system() ----------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The host's shell runs the command, in the launcher's environment. What the
// program has changed of its own goes along.
//
//===----------------------------------------------------------------------===//

#include "Errno.h"
#include "HostCalls.h"
#include "Warp.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

using namespace heddle;

namespace {

struct Message {
  uint32_t Bytes = 0;
  char Text[MaxPayload];

  bool append(const char *More, size_t Count) {
    if (Count + 1 > MaxPayload - Bytes)
      return false;
    memcpy(Text + Bytes, More, Count);
    Text[Bytes + Count] = '\0';
    Bytes += uint32_t(Count) + 1;
    return true;
  }
};

bool contains(char *const *Entries, const char *Entry) {
  for (; *Entries; ++Entries)
    if (*Entries == Entry)
      return true;
  return false;
}

bool appendChanges(Message &M) {
  char *const *Before = warpState().params->envp;
  if (environ == Before)
    return true;
  for (char *const *Entry = environ; *Entry; ++Entry)
    if (!contains(Before, *Entry) && !M.append(*Entry, strlen(*Entry)))
      return false;
  for (char *const *Entry = Before; *Entry; ++Entry) {
    const char *End = strchr(*Entry, '=');
    if (!End || contains(environ, *Entry))
      continue;
    size_t Name = size_t(End - *Entry);
    bool Replaced = false;
    for (char *const *Now = environ; *Now && !Replaced; ++Now)
      Replaced = !strncmp(*Now, *Entry, Name + 1);
    if (!Replaced && !M.append(*Entry, Name))
      return false;
  }
  return true;
}

} // namespace

extern "C" int system(const char *Command) {
  if (!Command)
    return 1;
  Message M;
  if (!M.append(Command, strlen(Command)) || !appendChanges(M))
    return fail(E2BIG);
  HostReply Reply =
      hostCall(abi::HostCall::System, 0, 0, 0, M.Text, M.Bytes);
  if (Reply.result < 0)
    errno = Reply.error;
  return int(Reply.result);
}
