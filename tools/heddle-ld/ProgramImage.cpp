//===- ProgramImage.cpp - The object that tells the launcher its program --===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramImage.h"
#include "plugin/Symbols.h"
#include "runtime/abi/Abi.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"

using namespace llvm;

namespace heddle {

std::unique_ptr<Module>
createProgramImage(LLVMContext &Context, const DataLayout &Layout,
                   const Triple &Triple, const GpuBinary *Gpu,
                   bool HasCpuKernel, const Occupancy &Warps) {
  auto M = std::make_unique<Module>("heddle.image", Context);
  M->setDataLayout(Layout);
  M->setTargetTriple(Triple);
  auto *Pointer = PointerType::get(Context, 0);
  auto *Word = Type::getInt32Ty(Context);
  auto *Long = Type::getInt64Ty(Context);

  Constant *Fatbin = ConstantPointerNull::get(Pointer);
  if (Gpu) {
    Constant *Bytes = ConstantDataArray::getString(Context, Gpu->Bytes,
                                                   /*AddNull=*/false);
    auto *Variable =
        new GlobalVariable(*M, Bytes->getType(), /*isConstant=*/true,
                           GlobalValue::PrivateLinkage, Bytes, "fatbin");
    // A fatbin's header is read as 64-bit words.
    Variable->setAlignment(Align(64));
    Fatbin = Variable;
  }
  Constant *Kernel = ConstantPointerNull::get(Pointer);
  if (HasCpuKernel)
    Kernel = Function::Create(
        FunctionType::get(Type::getVoidTy(Context), {Pointer}, false),
        GlobalValue::ExternalLinkage, symbol::Kernel, *M);

  // The fields of abi::ProgramImage.
  Constant *Fields[] = {
      ConstantInt::get(Word, abi::Version),
      ConstantInt::get(Word, Gpu ? Gpu->ComputeCapability : 0),
      Fatbin,
      ConstantInt::get(Long, Gpu ? Gpu->Bytes.size() : 0),
      Kernel,
      ConstantInt::get(Word, Warps.WarpsPerBlock),
      ConstantInt::get(Word, Warps.BlocksPerMultiprocessor),
      ConstantInt::get(Word, Gpu ? Gpu->LargeFrameBytes : 0),
  };
  Constant *Image = ConstantStruct::getAnon(Fields);
  assert(Layout.getTypeAllocSize(Image->getType()) ==
             sizeof(abi::ProgramImage) &&
         "the fields above are not abi::ProgramImage's");
  new GlobalVariable(*M, Image->getType(), /*isConstant=*/true,
                     GlobalValue::ExternalLinkage, Image, symbol::ProgramImage);
  return M;
}

} // namespace heddle
