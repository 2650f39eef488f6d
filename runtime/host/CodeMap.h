//===- CodeMap.h - From addresses to functions and lines ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads an image's symbol table and, if it was compiled with -g, its line tables:
// DWARF 2, which ptxas writes, to 5 (section 6.2 of the standard). LLVM's
// reader would be many times as large as the launcher.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_CODEMAP_H
#define HEDDLE_RUNTIME_HOST_CODEMAP_H

#include "ElfImage.h"

#include <string>
#include <vector>

namespace heddle::host {

struct CodePlace {
  std::string Function; ///< as the linker knows it; empty if unknown
  std::string File;     ///< empty if unknown
  uint32_t Line = 0;    ///< 0 if unknown
};

class CodeMap {
public:
  /// \p Image must stay. Its addresses are those that are looked up: it is
  /// relocated, or \p Bias is added to them.
  explicit CodeMap(ElfImage Image, uint64_t Bias = 0)
      : Image(Image), Bias(Bias) {}

  /// What the instruction at each of \p Addresses belongs to.
  std::vector<CodePlace> find(const std::vector<uint64_t> &Addresses) const;

  /// The instruction at \p Address: empty if there is not as much code.
  ByteSpan code(uint64_t Address, uint64_t Bytes) const;

private:
  ElfImage Image;
  uint64_t Bias;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_CODEMAP_H
