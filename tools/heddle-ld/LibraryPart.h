//===- LibraryPart.h - A library's member as relocatable machine code -----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_LIBRARYPART_H
#define HEDDLE_TOOLS_HEDDLE_LD_LIBRARYPART_H

#include "Resolution.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include <map>

namespace heddle {

/// What a link needs to know of a member that was compiled before: its code, and
/// in place of its bitcode what of that concerns other modules.
struct LibraryPart {
  struct Constructor {
    uint64_t Priority;
    std::string Function;
  };
  /// Why the member cannot be compiled alone; else empty.
  std::string Refusal;
  /// Symbols, all of them strong: of its own, and of what other objects have as
  /// well (vtables), which are to use these.
  llvm::StringSet<> Defined;
  std::vector<std::string> Undefined;
  /// Of those, what each of its functions may come to call directly.
  std::map<std::string, std::vector<std::string>> Calls;
  /// Functions that throw nothing.
  std::vector<std::string> NoUnwind;
  std::vector<Constructor> Constructors, Destructors;
  std::string Code; ///< a relocatable cubin

  /// One file: an archive of a description in JSON, the code, and a checksum of
  /// both, by which read() knows that it is whole.
  llvm::Error write(llvm::StringRef Path) const;
  static llvm::Expected<LibraryPart> read(llvm::StringRef Path);
};

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_LIBRARYPART_H
