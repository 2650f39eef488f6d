//===- Overwriter.h - Bytes that a file has already -------------*- C++ -*-===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// pwrite holds a lock of the file for as long as it copies, so that several threads are no
// sooner than one. Through a mapping of what the file has already they are.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_OVERWRITER_H
#define HEDDLE_RUNTIME_HOST_OVERWRITER_H

#include <cstdint>
#include <sys/types.h>

namespace heddle::host {

class Overwriter {
public:
  /// For what the file has of [Offset, Offset + Bytes): nothing if it is not a regular one that
  /// may be read and written, or if writing has to reach the disk at once.
  Overwriter(int Descriptor, off_t Offset, uint64_t Bytes);
  ~Overwriter();
  Overwriter(const Overwriter &) = delete;
  Overwriter &operator=(const Overwriter &) = delete;

  /// Writes Bytes to Offset + At, and returns how many it has, from the beginning: pwrite is
  /// for the others, and knows the error. For any thread.
  uint64_t write(uint64_t At, const char *From, uint64_t Bytes);

private:
  char *Mapping = nullptr;
  uint64_t MappingBytes = 0;
  /// Of the first byte in the mapping, which begins with a page.
  uint64_t Lead = 0;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_OVERWRITER_H
