//===- Diagnostics.cpp - How the passes report what they refuse -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Diagnostics.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instruction.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

using namespace llvm;

static void refuseIn(const Function &F, const std::string &Text,
                     const DiagnosticLocation &Location) {
  // Without debug information LLVM would print "<unknown>:0:0".
  if (Location.isValid())
    F.getContext().diagnose(DiagnosticInfoUnsupported(F, Text, Location));
  else
    heddle::refuse(*F.getParent(), "in function '" +
                                       demangle(F.getName().str()) +
                                       "': " + Text);
}

void heddle::refuse(const Instruction &I, const std::string &Text) {
  refuseIn(*I.getFunction(), Text, DiagnosticLocation(I.getDebugLoc()));
}

void heddle::refuse(const Function &F, const std::string &Text) {
  DiagnosticLocation Location;
  if (const DISubprogram *Subprogram = F.getSubprogram())
    Location = DiagnosticLocation(Subprogram);
  refuseIn(F, Text, Location);
}

void heddle::refuse(const Module &M, const std::string &Text) {
  M.getContext().diagnose(DiagnosticInfoGeneric(Text, DS_Error));
}
