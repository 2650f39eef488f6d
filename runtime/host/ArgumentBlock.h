//===- ArgumentBlock.h - argv and envp as the device sees them ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_ARGUMENTBLOCK_H
#define HEDDLE_RUNTIME_HOST_ARGUMENTBLOCK_H

#include <cstdint>
#include <vector>

namespace heddle::host {

/// Pointers and strings in one piece of memory that is to be copied to one
/// address of the device: argv's pointers and null first, then envp's, then
/// the strings.
class ArgumentBlock {
public:
  /// \p Arguments and \p Environment end with a null.
  ArgumentBlock(char *const *Arguments, char *const *Environment);

  uint64_t bytes() const { return Size; }
  /// Where envp begins; argv begins at 0.
  uint64_t environmentOffset() const { return EnvironmentOffset; }
  int argumentCount() const { return ArgumentCount; }

  /// The block's contents when it lies at \p Address.
  std::vector<char> contents(uint64_t Address) const;

private:
  char *const *Arguments;
  char *const *Environment;
  int ArgumentCount = 0;
  uint64_t EnvironmentOffset;
  uint64_t StringsOffset;
  uint64_t Size;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_ARGUMENTBLOCK_H
