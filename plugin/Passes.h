//===- Passes.h - All passes, and their registration ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_PASSES_H
#define HEDDLE_PLUGIN_PASSES_H

#include "AlignArrays.h"
#include "AnchorCallees.h"
#include "BuildDispatch.h"
#include "CheckDivisions.h"
#include "Checker.h"
#include "GlobalizeStack.h"
#include "LegalizeAtomics.h"
#include "LegalizeGlobals.h"
#include "LegalizeSigns.h"
#include "LowerByVal.h"
#include "LowerCoroutineTransfers.h"
#include "LowerExceptions.h"
#include "LowerIndirectBranches.h"
#include "LowerMath.h"
#include "LowerThreadLocals.h"
#include "LowerThreads.h"
#include "LowerWideAtomics.h"
#include "OutlineVariadicInvokes.h"
#include "RecordPlaces.h"
#include "RetargetToHost.h"
#include "SegmentLocalStack.h"
#include "SizeFrees.h"
#include "WrapMain.h"

namespace llvm {
class PassBuilder;
} // namespace llvm

namespace heddle {

/// Makes \p PB parse every name in Passes.def.
void registerPasses(llvm::PassBuilder &PB);

/// Adds what clang is to run on each file to \p PB's pipelines, at every
/// optimization level and in LTO's first half too: LowerByVal first of all,
/// LowerThreads, LowerMath and LowerWideAtomics last.
void registerFilePasses(llvm::PassBuilder &PB, LowerByValOptions ByVal);

} // namespace heddle

#endif // HEDDLE_PLUGIN_PASSES_H
