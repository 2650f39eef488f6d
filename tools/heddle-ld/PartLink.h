//===- PartLink.h - Joins a program with code that was compiled before ----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// A part is linked whole, as a linker does: if the program reaches one of its
// symbols, then all that the part refers to is kept. nvlink drops the functions
// that nothing calls. Of functions that both the program and a part define
// (templates) the part's are used, and the program's inlined; of data (vtables,
// type_info) the part's alone.
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_PARTLINK_H
#define HEDDLE_TOOLS_HEDDLE_LD_PARTLINK_H

#include "BitcodeLink.h"
#include "Pipelines.h"

namespace heddle {

class PartLink {
  /// In the order of the link.
  std::vector<std::pair<const BitcodeFile *, const LibraryPart *>> Parts;
  /// The first part that defines a symbol.
  llvm::StringMap<const LibraryPart *> Definers;
  std::vector<const LibraryPart *> Live;

  void annotate(llvm::Module &M) const;

public:
  PartLink(const Resolution &Resolved, const CompiledFiles &Compiled);

  /// Of two files whose parts define the same variable the smaller, or null. When it
  /// is linked as bitcode, its code uses that of the other.
  const BitcodeFile *smallerOfTwoDefiners() const;

  /// The smallest of the files whose parts call each other directly in a circle,
  /// or null. Nobody would guard that recursion (SegmentLocalStack); when one of
  /// them is linked as bitcode, its functions are guarded.
  const BitcodeFile *smallestRecursive() const;

  /// Reduces \p M, the program without the parts, to what it reaches from
  /// \p Roots through the parts too, marks what is defined in them, and says what
  /// they need of it. Reports what is undefined.
  CompilationUnit join(llvm::Module &M, llvm::ArrayRef<llvm::StringRef> Roots);

  /// The parts that are to be linked with \p M after join().
  llvm::ArrayRef<const LibraryPart *> live() const { return Live; }
};

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_PARTLINK_H
