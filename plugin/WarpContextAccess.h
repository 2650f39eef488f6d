//===- WarpContextAccess.h - Reading and writing the warp's context in IR -===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_WARPCONTEXTACCESS_H
#define HEDDLE_PLUGIN_WARPCONTEXTACCESS_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DebugLoc.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/ValueHandle.h"

namespace llvm {
class CallBase;
class CallInst;
class Function;
class Module;
} // namespace llvm

namespace heddle {

/// Builds the IR by which lowered code uses abi::WarpContext. Every access asks
/// for the context anew, so that nothing holds a register across a call.
class WarpContextAccess {
  llvm::Module &M;
  /// Those that are still there: passes remove blocks.
  llvm::SmallVector<llvm::WeakVH, 32> Accesses;

public:
  explicit WarpContextAccess(llvm::Module &M) : M(M) {}

  /// Whether \p F runs where the context or the thread's stack is not there.
  static bool isFrameless(const llvm::Function &F);

  /// Where code without a line of its own in \p F is said to be.
  static llvm::DebugLoc locationIn(const llvm::Function &F);

  llvm::Value *loadStackPointer(llvm::IRBuilder<> &Builder);
  void storeStackPointer(llvm::IRBuilder<> &Builder, llvm::Value *Pointer);

  /// The running thread's block of thread_local variables; null if it has none.
  llvm::Value *loadThreadLocals(llvm::IRBuilder<> &Builder);

  llvm::Value *alignUp(llvm::IRBuilder<> &Builder, llvm::Value *Pointer,
                       llvm::Align Alignment);

  /// Makes [Base, Base + Bytes) the top of the stack, or ends the program if
  /// that is beyond its limit. Splits the block at the insertion point.
  void reserve(llvm::IRBuilder<> &Builder, llvm::Value *Base,
               llvm::Value *Bytes);

  llvm::Value *loadPendingException(llvm::IRBuilder<> &Builder);
  void storePendingException(llvm::IRBuilder<> &Builder,
                             llvm::Value *Exception);

  /// Where the running thread is about to call what may wait. Sanitizers do not
  /// hear of it: the threads that run on a warp one after the other share it.
  void storePlace(llvm::IRBuilder<> &Builder, llvm::Value *Text);

  /// Whether the lane's local stack is about to overflow.
  llvm::Value *isLocalStackUsedUp(llvm::IRBuilder<> &Builder);

  /// Inlines what was built, if the accessor is defined: on nvptx it is an
  /// address computation of a few instructions.
  void inlineAccesses();

private:
  llvm::Value *field(llvm::IRBuilder<> &Builder, uint64_t Offset);
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_WARPCONTEXTACCESS_H
