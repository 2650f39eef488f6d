//===- PartCache.h - Library members compiled once for all programs -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// A part's file is named by a hash of all it is made from: the member's bitcode,
// runtime/arch, this linker with its passes, LLVM, ptxas, the GPU, the number of
// warps on its multiprocessors. So nothing is
// ever out of date, and a file is written once: beside its place, then renamed.
// Parts that came with the installation are looked for first; missing ones are
// compiled, as many at a time as there are processors, under a lock that keeps
// two links from doing the same work. What nobody has read for a month goes then.
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_PARTCACHE_H
#define HEDDLE_TOOLS_HEDDLE_LD_PARTCACHE_H

#include "BitcodeLink.h"
#include "LinkOptions.h"
#include "SeparateCompilation.h"
#include "toolchain/Installation.h"

namespace heddle {

class PartCache {
  SeparateCompilation Compiler;
  /// Where parts are looked for; new ones go to the last.
  std::vector<std::string> Folders;
  std::string Salt; ///< hash of what all parts are made from
  bool Verbose;
  std::vector<std::unique_ptr<LibraryPart>> Parts;
  llvm::StringSet<> Named; ///< the files that get() was about

  struct Job {
    const BitcodeFile *File;
    std::string Id;
    std::unique_ptr<LibraryPart> Part;
  };
  std::unique_ptr<LibraryPart> load(llvm::StringRef Id) const;
  std::unique_ptr<LibraryPart> compile(const SeparateCompilation &Settings,
                                       const Job &Missing) const;
  void compileAll(llvm::MutableArrayRef<Job *> Missing) const;

public:
  /// Parts are in \p Folder; empty: with the installation, or in $HEDDLE_CACHE or
  /// ~/.cache/heddle, where new ones go.
  PartCache(const Installation &Heddle, llvm::StringRef Gpu,
            const LinkOptions &Options, llvm::StringRef Folder = "");

  /// Whether the tools are there that separate compilation needs.
  bool isUsable() const { return !Salt.empty(); }

  /// Those of \p Files that are compiled separately. The parts live as long as
  /// this object. A member that cannot be compiled, which has been reported as a
  /// warning, is not among them.
  CompiledFiles get(llvm::ArrayRef<BitcodeFile *> Files);

  /// Removes all but the parts of get()'s files from where new parts go.
  void removeOthers() const;
};

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_PARTCACHE_H
