//===- PresentPages.h - Memory that is there before it is needed ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Memory that is to be pinned has to be there first, and the kernel takes a microsecond
// or more to make a page: 9 ms for what a launch pins, when the driver is asked for it. So a
// thread makes the pages while the driver starts, which takes it ten times as long. Pinning
// them is less than a millisecond then.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_PRESENTPAGES_H
#define HEDDLE_RUNTIME_HOST_PRESENTPAGES_H

#include <cstdint>
#include <optional>
#include <pthread.h>

namespace heddle::host {

class PresentPages {
public:
  PresentPages() = default;
  PresentPages(const PresentPages &) = delete;
  PresentPages &operator=(const PresentPages &) = delete;
  /// The memory stays.
  ~PresentPages() { wait(); }

  /// Begins to make \p Bytes of zeroes. Once.
  void begin(uint64_t Bytes);

  /// All of them; null, and errno, if there is no such memory.
  char *wait();

private:
  static void *touch(void *Self);

  char *Base = nullptr;
  uint64_t Bytes = 0;
  int Error = 0;
  std::optional<pthread_t> Toucher;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_PRESENTPAGES_H
