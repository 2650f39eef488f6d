//===- Overwriter.cpp - Bytes that a file has already ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Overwriter.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace heddle::host {

static uint64_t pageBytes() {
  static const auto Bytes = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  return Bytes;
}

Overwriter::Overwriter(int Descriptor, off_t Offset, uint64_t Bytes) {
  struct stat Status;
  int Flags = fcntl(Descriptor, F_GETFL);
  if (Offset < 0 || Flags == -1 || (Flags & O_ACCMODE) != O_RDWR ||
      Flags & (O_APPEND | O_SYNC | O_DSYNC | O_DIRECT) ||
      fstat(Descriptor, &Status) == -1 || !S_ISREG(Status.st_mode) ||
      Status.st_size <= Offset)
    return;
  Lead = static_cast<uint64_t>(Offset) % pageBytes();
  uint64_t There =
      std::min(Bytes, static_cast<uint64_t>(Status.st_size - Offset)) + Lead;
  void *Mapped = mmap(nullptr, There, PROT_READ | PROT_WRITE, MAP_SHARED,
                      Descriptor, Offset - static_cast<off_t>(Lead));
  if (Mapped == MAP_FAILED)
    return;
  Mapping = static_cast<char *>(Mapped);
  MappingBytes = There;
}

Overwriter::~Overwriter() {
  if (Mapping)
    munmap(Mapping, MappingBytes);
}

uint64_t Overwriter::write(uint64_t At, const char *From, uint64_t Bytes) {
  uint64_t Begin = Lead + At;
  if (Begin >= MappingBytes)
    return 0;
  Bytes = std::min(Bytes, MappingBytes - Begin);
  // An access to the mapping would be a SIGBUS where the file has been truncated
  // meanwhile, or has a hole that the disk has no room for.
  iovec Source = {const_cast<char *>(From), Bytes};
  iovec Target = {Mapping + Begin, Bytes};
  ssize_t Done = process_vm_writev(getpid(), &Source, 1, &Target, 1, 0);
  // Unmapping all in the end takes as long as all the rest; this goes on in all threads.
  uint64_t FirstPage = (Begin + pageBytes() - 1) / pageBytes() * pageBytes();
  uint64_t End = (Begin + Bytes) / pageBytes() * pageBytes();
  if (FirstPage < End)
    madvise(Mapping + FirstPage, End - FirstPage, MADV_DONTNEED);
  return Done < 0 ? 0 : static_cast<uint64_t>(Done);
}

} // namespace heddle::host
