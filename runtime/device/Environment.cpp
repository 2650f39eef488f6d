//===- Environment.cpp - What a process may ask about itself --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Errno.h"
#include "Launch.h"
#include "Lock.h"
#include "Malloc.h"
#include "Thread.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

namespace heddle {
namespace {

Lock EnvironmentLock;
/// Whether environ is an array of ours, with room for one more entry.
size_t EnvironmentRoom;

/// The entry's value, or null if it is not Name's.
char *valueIn(char *Entry, const char *Name, size_t NameBytes) {
  return !strncmp(Entry, Name, NameBytes) && Entry[NameBytes] == '='
             ? Entry + NameBytes + 1
             : nullptr;
}

/// The index of Name's entry, or of the null at the end.
size_t findEntry(char **Entries, const char *Name, size_t NameBytes) {
  size_t I = 0;
  while (Entries[I] && !valueIn(Entries[I], Name, NameBytes))
    ++I;
  return I;
}

bool isValidName(const char *Name) {
  return Name && *Name && !strchr(Name, '=');
}

/// Makes room for Count entries and the null, in an array of ours. What environ
/// was before stays: other threads may be reading it, and system() compares it.
bool reserveEntries(char ***Entries, size_t Count) {
  if (Count < EnvironmentRoom)
    return true;
  size_t Used = 0;
  while ((*Entries)[Used])
    ++Used;
  size_t Room = (Used > Count ? Used : Count) * 2 + 16;
  char **Larger = (char **)allocateBlock(Room * sizeof(char *));
  if (!Larger)
    return false;
  memcpy(Larger, *Entries, (Used + 1) * sizeof(char *));
  *Entries = Larger;
  EnvironmentRoom = Room;
  return true;
}

} // namespace
} // namespace heddle

using namespace heddle;

extern "C" char **environ;
char **environ;

void heddle::initializeEnvironment(const abi::LaunchParams &Params) {
  environ = Params.envp;
}

extern "C" {

char *getenv(const char *Name) {
  size_t Bytes = strlen(Name);
  char *Entry = environ[findEntry(environ, Name, Bytes)];
  return Entry ? valueIn(Entry, Name, Bytes) : nullptr;
}

/// Puts Entry where Name's is, or behind all others. EnvironmentLock is held.
static int putEntry(char *Entry, size_t I) {
  if (!reserveEntries(&environ, I + 1))
    return fail(ENOMEM);
  if (!environ[I])
    environ[I + 1] = nullptr;
  environ[I] = Entry;
  return 0;
}

int setenv(const char *Name, const char *Value, int Overwrite) {
  if (!isValidName(Name))
    return fail(EINVAL);
  size_t NameBytes = strlen(Name), ValueBytes = strlen(Value);
  LockGuard Guard(EnvironmentLock);
  size_t I = findEntry(environ, Name, NameBytes);
  if (environ[I] && !Overwrite)
    return 0;
  char *Entry = (char *)allocateBlock(NameBytes + ValueBytes + 2);
  if (!Entry)
    return fail(ENOMEM);
  memcpy(Entry, Name, NameBytes);
  Entry[NameBytes] = '=';
  memcpy(Entry + NameBytes + 1, Value, ValueBytes + 1);
  int Result = putEntry(Entry, I);
  if (Result != 0)
    freeBlock(Entry);
  return Result;
}

int unsetenv(const char *Name) {
  if (!isValidName(Name))
    return fail(EINVAL);
  size_t Bytes = strlen(Name);
  LockGuard Guard(EnvironmentLock);
  for (size_t I; environ[I = findEntry(environ, Name, Bytes)];) {
    if (!reserveEntries(&environ, I + 1))
      return fail(ENOMEM);
    do
      environ[I] = environ[I + 1];
    while (environ[I++]);
  }
  return 0;
}

int putenv(char *Entry) {
  char *End = strchr(Entry, '=');
  if (!End)
    return unsetenv(Entry);
  if (End == Entry)
    return fail(EINVAL);
  LockGuard Guard(EnvironmentLock);
  return putEntry(Entry, findEntry(environ, Entry, size_t(End - Entry)));
}

int clearenv(void) {
  static char *Nothing[1];
  LockGuard Guard(EnvironmentLock);
  environ = Nothing;
  EnvironmentRoom = 0;
  return 0;
}

// Weak: a C library that was configured to bring its own may do so.
[[gnu::weak]] int *__llvm_libc_errno(void) noexcept {
  return &currentThread()->errnoValue;
}

} // extern "C"
