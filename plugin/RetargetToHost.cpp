//===- RetargetToHost.cpp - nvptx64 IR becomes x86-64 IR ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The two ABIs agree on everything that is fixed in IR by the time this runs:
// both are little-endian with 64-bit pointers, and clang lays structures out
// alike. Where they do not (a _BitInt wider than 128 bits), a structure's fields
// would move under the constants that clang computed, so every type is compared
// before anything is changed.
//
//===----------------------------------------------------------------------===//

#include "RetargetToHost.h"
#include "Diagnostics.h"
#include "Symbols.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsNVPTX.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-retarget-to-host"

STATISTIC(NumFunctions, "Number of functions retargeted");
STATISTIC(NumReplaced, "Number of hardware queries made arch calls");

static constexpr char HostTriple[] = "x86_64-pc-linux-gnu";
static constexpr char HostDataLayout[] =
    "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-"
    "n8:16:32:64-S128";

/// What internalizeForHost appends to a C name.
static constexpr char DeviceSuffix[] = ".device";

namespace {

class HostRetargeting {
  Module &M;
  DataLayout Host{HostDataLayout};
  bool Refused = false;
  DenseSet<Type *> Compared;
  SmallVector<CallBase *, 4> HardwareQueries;

public:
  explicit HostRetargeting(Module &M) : M(M) {}

  bool run();

private:
  template <typename Place>
  void compareLayout(const Place &At, Type *T);
  bool agrees(Type *T);
  void checkCall(CallBase &Call);
  void checkGlobals();
  void checkFunction(Function &F);
  void replace(CallBase &Query);
  void retarget(Function &F);
};

/// Hardware queries that programs make by clang's builtins, and the function of
/// runtime/arch that answers them for either device.
struct Counterpart {
  Intrinsic::ID Id;
  const char *Function;
};

} // namespace

static constexpr Counterpart Counterparts[] = {
    {Intrinsic::nvvm_read_ptx_sreg_laneid, "__heddle_arch_laneId"},
    {Intrinsic::nvvm_read_ptx_sreg_smid, "__heddle_arch_smId"},
    {Intrinsic::nvvm_read_ptx_sreg_ctaid_x, "__heddle_arch_blockId"},
    {Intrinsic::nvvm_read_ptx_sreg_nctaid_x, "__heddle_arch_blockCount"},
    {Intrinsic::nvvm_read_ptx_sreg_globaltimer, "__heddle_arch_timerNs"},
    {Intrinsic::nvvm_nanosleep, "__heddle_arch_sleepNs"},
};

static const char *counterpartOf(Intrinsic::ID Id) {
  for (const Counterpart &C : Counterparts)
    if (C.Id == Id)
      return C.Function;
  return nullptr;
}

/// The nanoseconds of "nanosleep.u32 N;", by which LLVM's libc waits.
static std::optional<unsigned> sleepOf(StringRef Asm) {
  unsigned Ns;
  Asm = Asm.trim();
  if (!Asm.consume_front("nanosleep.u32"))
    return std::nullopt;
  Asm = Asm.ltrim();
  if (Asm.consumeInteger(10, Ns) || Asm.trim() != ";")
    return std::nullopt;
  return Ns;
}

//===----------------------------------------------------------------------===//
// What cannot be retargeted
//===----------------------------------------------------------------------===//

bool HostRetargeting::agrees(Type *T) {
  const DataLayout &Device = M.getDataLayout();
  if (!T->isSized() || !Compared.insert(T).second)
    return true;
  if (auto *Pointer = dyn_cast<PointerType>(T))
    return Pointer->getAddressSpace() == 0;
  if (auto *Array = dyn_cast<ArrayType>(T))
    return agrees(Array->getElementType());
  if (auto *Struct = dyn_cast<StructType>(T)) {
    const StructLayout *A = Device.getStructLayout(Struct);
    const StructLayout *B = Host.getStructLayout(Struct);
    return A->getSizeInBytes() == B->getSizeInBytes() &&
           equal(A->getMemberOffsets(), B->getMemberOffsets()) &&
           all_of(Struct->elements(), [&](Type *E) { return agrees(E); });
  }
  return Device.getTypeAllocSize(T) == Host.getTypeAllocSize(T);
}

template <typename Place>
void HostRetargeting::compareLayout(const Place &At, Type *T) {
  if (agrees(T))
    return;
  std::string Name;
  raw_string_ostream(Name) << *T;
  refuse(At, diag::LayoutDiffers, Name);
  Refused = true;
}

void HostRetargeting::checkCall(CallBase &Call) {
  if (auto *Asm = dyn_cast<InlineAsm>(Call.getCalledOperand())) {
    StringRef Text = Asm->getAsmString();
    if (Text.trim().empty())
      return;
    if (sleepOf(Text)) {
      HardwareQueries.push_back(&Call);
      return;
    }
    refuse(Call, diag::InlinePTX, Text);
    Refused = true;
    return;
  }
  const Function *Callee = Call.getCalledFunction();
  if (!Callee || !Callee->getName().starts_with("llvm.nvvm."))
    return;
  if (counterpartOf(Callee->getIntrinsicID())) {
    HardwareQueries.push_back(&Call);
    return;
  }
  refuse(Call, diag::DeviceIntrinsic, Callee->getName());
  Refused = true;
}

void HostRetargeting::checkGlobals() {
  for (const GlobalVariable &V : M.globals()) {
    if (V.getAddressSpace() != 0) {
      refuse(M, diag::AddressSpace, V.getName());
      Refused = true;
    }
    compareLayout(M, V.getValueType());
  }
}

void HostRetargeting::checkFunction(Function &F) {
  for (Instruction &I : instructions(F)) {
    if (auto *Call = dyn_cast<CallBase>(&I))
      checkCall(*Call);
    compareLayout(I, I.getType());
    for (Value *Operand : I.operands()) {
      compareLayout(I, Operand->getType());
      if (auto *GEP = dyn_cast<GEPOperator>(Operand))
        compareLayout(I, GEP->getSourceElementType());
    }
    if (auto *Slot = dyn_cast<AllocaInst>(&I))
      compareLayout(I, Slot->getAllocatedType());
    else if (auto *GEP = dyn_cast<GetElementPtrInst>(&I))
      compareLayout(I, GEP->getSourceElementType());
  }
}

//===----------------------------------------------------------------------===//
// Retargeting
//===----------------------------------------------------------------------===//

void HostRetargeting::replace(CallBase &Query) {
  IRBuilder<> Builder(&Query);
  SmallVector<Value *, 1> Arguments;
  const char *Name = "__heddle_arch_sleepNs";
  if (auto *Asm = dyn_cast<InlineAsm>(Query.getCalledOperand())) {
    Arguments.push_back(Builder.getInt32(*sleepOf(Asm->getAsmString())));
  } else {
    Name = counterpartOf(Query.getIntrinsicID());
    Arguments.append(Query.arg_begin(), Query.arg_end());
  }
  SmallVector<Type *, 1> Types;
  for (Value *Argument : Arguments)
    Types.push_back(Argument->getType());
  FunctionCallee Callee = M.getOrInsertFunction(
      Name, FunctionType::get(Query.getType(), Types, false));
  CallInst *Call = Builder.CreateCall(Callee, Arguments);
  Call->takeName(&Query);
  Query.replaceAllUsesWith(Call);
  Query.eraseFromParent();
  ++NumReplaced;
}

static CallingConv::ID hostConvention(CallingConv::ID Convention) {
  return Convention == CallingConv::PTX_Kernel ||
                 Convention == CallingConv::PTX_Device
             ? CallingConv::ID(CallingConv::C)
             : Convention;
}

void HostRetargeting::retarget(Function &F) {
  AttributeMask Mask;
  Mask.addAttribute("target-cpu");
  Mask.addAttribute("target-features");
  Mask.addAttribute("tune-cpu");
  Mask.addAttribute("uniform-work-group-size");
  // One thread has nobody to diverge from, and convergence stops optimization.
  Mask.addAttribute(Attribute::Convergent);
  for (Attribute A : F.getAttributes().getFnAttrs())
    if (A.isStringAttribute() && A.getKindAsString().starts_with("nvvm."))
      Mask.addAttribute(A.getKindAsString());
  F.removeFnAttrs(Mask);
  F.setCallingConv(hostConvention(F.getCallingConv()));
  for (Instruction &I : instructions(F))
    if (auto *Call = dyn_cast<CallBase>(&I)) {
      Call->setCallingConv(hostConvention(Call->getCallingConv()));
      Call->removeFnAttr(Attribute::Convergent);
    }
  ++NumFunctions;
}

bool HostRetargeting::run() {
  checkGlobals();
  for (Function &F : M)
    checkFunction(F);
  if (Refused)
    return false;
  for (CallBase *Query : HardwareQueries)
    replace(*Query);
  M.setTargetTriple(Triple(HostTriple));
  M.setDataLayout(Host);
  if (NamedMDNode *Annotations = M.getNamedMetadata("nvvm.annotations"))
    Annotations->eraseFromParent();
  for (Function &F : make_early_inc_range(M)) {
    if (F.use_empty() && F.getName().starts_with("llvm.nvvm."))
      F.eraseFromParent();
    else
      retarget(F);
  }
  return true;
}

PreservedAnalyses RetargetToHostPass::run(Module &M, ModuleAnalysisManager &) {
  if (!M.getTargetTriple().isNVPTX())
    return PreservedAnalyses::all();
  return HostRetargeting(M).run() ? PreservedAnalyses::none()
                                  : PreservedAnalyses::all();
}

void heddle::internalizeForHost(Module &M, ArrayRef<StringRef> Keep) {
  for (GlobalValue &G : M.global_values()) {
    StringRef Name = G.getName();
    if (G.isDeclaration() || Name.starts_with("llvm.") ||
        Name == symbol::Kernel || Name == symbol::ProgramImage ||
        is_contained(Keep, Name))
      continue;
    if (auto *Object = dyn_cast<GlobalObject>(&G))
      Object->setComdat(nullptr);
    G.setLinkage(GlobalValue::InternalLinkage);
    G.setVisibility(GlobalValue::DefaultVisibility);
    // Mangled C++ names are left for the sake of backtraces: code generation
    // calls nothing by such a name, and no variable.
    if (isa<Function>(G) && !Name.starts_with("_Z") && !Name.starts_with("__heddle_") &&
        !Name.ends_with(DeviceSuffix))
      G.setName(Name + DeviceSuffix);
  }
}
