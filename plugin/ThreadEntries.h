//===- ThreadEntries.h - The list of thread entry functions ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// heddle.thread_entries is an appending array of pointers, so that linking
// concatenates the lists of all files, and nothing removes it meanwhile.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_THREADENTRIES_H
#define HEDDLE_PLUGIN_THREADENTRIES_H

#include "llvm/ADT/SetVector.h"

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace heddle {

using ThreadEntryList = llvm::SmallSetVector<llvm::Function *, 8>;

/// The functions listed in \p M, each once, in order.
ThreadEntryList readThreadEntries(const llvm::Module &M);

/// Makes \p Entries the list of \p M; an empty list is no list.
void writeThreadEntries(llvm::Module &M, const ThreadEntryList &Entries);

} // namespace heddle

#endif // HEDDLE_PLUGIN_THREADENTRIES_H
