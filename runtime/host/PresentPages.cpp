//===- PresentPages.cpp - Memory that is there before it is needed --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PresentPages.h"

#include <cerrno>
#include <sys/mman.h>
#include <unistd.h>

namespace heddle::host {

void *PresentPages::touch(void *Self) {
  auto &Pages = *static_cast<PresentPages *>(Self);
  auto PageBytes = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  for (uint64_t At = 0; At < Pages.Bytes; At += PageBytes)
    static_cast<volatile char *>(Pages.Base)[At] = 0;
  return nullptr;
}

void PresentPages::begin(uint64_t Wanted) {
  void *Where = mmap(nullptr, Wanted, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (Where == MAP_FAILED) {
    Error = errno;
    return;
  }
  Base = static_cast<char *>(Where);
  Bytes = Wanted;
  pthread_t Thread;
  // Without it whoever pins the pages makes them.
  if (pthread_create(&Thread, nullptr, touch, this) == 0)
    Toucher = Thread;
}

char *PresentPages::wait() {
  if (Toucher) {
    pthread_join(*Toucher, nullptr);
    Toucher.reset();
  }
  if (!Base)
    errno = Error;
  return Base;
}

} // namespace heddle::host
