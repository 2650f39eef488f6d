//===- Directories.cpp - Reading directories ------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Malloc.h"
#include "PathCalls.h"

#include <dirent.h>
#include <stddef.h>
#include <unistd.h>

using namespace heddle;
using abi::HostCall;

/// Entries come from the host many at a time, laid out as struct dirent is.
struct DIR {
  int descriptor;
  uint32_t position, end; ///< of the entries in the buffer
  off_t place;            ///< behind the last entry that was read
  alignas(8) char buffer[MaxPayload];
};
static_assert(offsetof(dirent, d_reclen) == 16 && offsetof(dirent, d_name) == 19);

extern "C" {

DIR *fdopendir(int Descriptor) noexcept {
  auto *Directory = (DIR *)allocateBlock(sizeof(DIR));
  if (!Directory) {
    errno = ENOMEM;
    return nullptr;
  }
  Directory->descriptor = Descriptor;
  Directory->position = Directory->end = 0;
  Directory->place = 0;
  return Directory;
}

DIR *opendir(const char *Path) noexcept {
  int Descriptor = open(Path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (Descriptor < 0)
    return nullptr;
  DIR *Directory = fdopendir(Descriptor);
  if (!Directory)
    close(Descriptor);
  return Directory;
}

dirent *readdir(DIR *Directory) noexcept {
  if (Directory->position == Directory->end) {
    HostReply Reply =
        hostCall(HostCall::ReadDirectory, uint64_t(Directory->descriptor), 0, 0,
                 nullptr, 0, Directory->buffer, sizeof(Directory->buffer));
    if (resultOf(Reply) < 0)
      return nullptr;
    Directory->position = 0;
    Directory->end = Reply.bytes;
    if (Reply.bytes == 0)
      return nullptr;
  }
  auto *Entry = (dirent *)(Directory->buffer + Directory->position);
  Directory->position += Entry->d_reclen;
  Directory->place = Entry->d_off;
  return Entry;
}

int closedir(DIR *Directory) noexcept {
  int Result = close(Directory->descriptor);
  freeBlock(Directory);
  return Result;
}

int dirfd(DIR *Directory) noexcept { return Directory->descriptor; }

void seekdir(DIR *Directory, long Place) noexcept {
  lseek(Directory->descriptor, Place, SEEK_SET);
  Directory->position = Directory->end = 0;
  Directory->place = Place;
}

void rewinddir(DIR *Directory) noexcept { seekdir(Directory, 0); }

long telldir(DIR *Directory) noexcept { return Directory->place; }

} // extern "C"
