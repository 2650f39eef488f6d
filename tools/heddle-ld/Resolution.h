//===- Resolution.h - Which bitcode files take part in the program --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_RESOLUTION_H
#define HEDDLE_TOOLS_HEDDLE_LD_RESOLUTION_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>
#include <vector>

namespace heddle {

/// An object file, or a member of an archive.
struct BitcodeFile {
  struct Symbol {
    std::string Name;
    bool Undefined, Weak, Common;
  };
  std::string Name;   ///< "a.o", "libx.a(b.o)"
  std::string Source; ///< the file it was compiled from
  llvm::MemoryBufferRef Buffer;
  bool OfToolchain; ///< a device library: the user's definitions prevail
  bool Taken = false;
  std::vector<Symbol> Symbols;
  /// Definitions of this toolchain file that another file has already made.
  std::vector<std::string> Overridden;
};

/// Resolves symbols as a linker does: objects always take part, a member of an
/// archive when it defines something that is still undefined. All archives are
/// one group, the first that defines a symbol wins. Errors (duplicate
/// definitions, files that are not device bitcode) are printed as they are met.
class Resolution {
  struct State {
    BitcodeFile *Definition = nullptr; ///< strong, or the first weak one
    bool Strong = false;
    bool Wanted = false;            ///< some file has a strong reference
    BitcodeFile *Offered = nullptr; ///< archive member that would define it
    llvm::SmallVector<BitcodeFile *, 1> References;
  };
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> Buffers;
  std::vector<std::unique_ptr<BitcodeFile>> Files;
  std::vector<BitcodeFile *> Order;
  llvm::StringMap<State> Symbols;
  std::vector<State *> Pending; ///< wanted, and offered when they were queued

  BitcodeFile *read(llvm::MemoryBufferRef Buffer, std::string Name,
                    bool OfToolchain);
  void take(BitcodeFile &File);
  void offer(BitcodeFile &File);
  void drain();

public:
  /// Adds an object or archive; false when it cannot be read or is of the wrong
  /// kind, which has been reported.
  bool add(llvm::StringRef Path, bool OfToolchain, bool WholeArchive = false);
  /// Makes the symbol wanted although no file refers to it.
  void require(llvm::StringRef Symbol);

  /// The files that take part, in the order in which they are to be linked.
  llvm::ArrayRef<BitcodeFile *> files() const { return Order; }
  /// Every file that was read, whether it takes part or not.
  std::vector<BitcodeFile *> all() const;
  /// The files that refer to \p Symbol.
  llvm::ArrayRef<BitcodeFile *> references(llvm::StringRef Symbol) const;
  /// The file that defines \p Symbol, or null.
  const BitcodeFile *definition(llvm::StringRef Symbol) const;
};

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_RESOLUTION_H
