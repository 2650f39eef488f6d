//===- LandingPadTable.cpp - What a personality routine reads -------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LandingPadTable.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace heddle;

static constexpr unsigned PointerBytes = 8;

static Constant *typeOf(const Value &V) {
  return cast<Constant>(const_cast<Value &>(V).stripPointerCasts());
}

LandingPadTable::LandingPadTable(Function &F) : F(F) {
  for (const Instruction &I : instructions(F)) {
    if (auto *Pad = dyn_cast<LandingPadInst>(&I)) {
      for (unsigned C = 0; C != Pad->getNumClauses(); ++C)
        if (Pad->isCatch(C))
          Types.insert(typeOf(*Pad->getClause(C)));
        else
          for (const Use &Type : Pad->getClause(C)->operands())
            Types.insert(typeOf(*Type));
    } else if (auto *Call = dyn_cast<IntrinsicInst>(&I);
               Call && Call->getIntrinsicID() == Intrinsic::eh_typeid_for) {
      Types.insert(typeOf(*Call->getArgOperand(0)));
    }
  }
}

unsigned LandingPadTable::typeId(Constant &Type) const {
  return unsigned(find(Types, typeOf(Type)) - Types.begin()) + 1;
}

GlobalVariable *LandingPadTable::areaFor(const LandingPadInst &Pad) const {
  // A filter is told by its place among the types' numbers that end the area.
  SmallString<16> Filters, Actions;
  raw_svector_ostream FilterBytes(Filters), ActionBytes(Actions);
  bool HasNext = false;
  auto AddAction = [&](int64_t Type) {
    // The distance of the next action from this field, which is one byte.
    if (HasNext)
      encodeSLEB128(1, ActionBytes);
    encodeSLEB128(Type, ActionBytes);
    HasNext = true;
  };
  for (unsigned C = 0; C != Pad.getNumClauses(); ++C) {
    if (Pad.isCatch(C)) {
      AddAction(typeId(*Pad.getClause(C)));
      continue;
    }
    AddAction(-int64_t(Filters.size()) - 1);
    for (const Use &Type : Pad.getClause(C)->operands())
      encodeULEB128(typeId(*cast<Constant>(Type)), FilterBytes);
    encodeULEB128(0, FilterBytes);
  }
  if (Pad.isCleanup())
    AddAction(0);
  encodeSLEB128(0, ActionBytes);

  SmallString<8> Sites;
  raw_svector_ostream SiteBytes(Sites);
  constexpr unsigned Start = 0, Length = 2, LandingPad = 1, FirstAction = 1;
  for (unsigned Field : {Start, Length, LandingPad, FirstAction})
    encodeULEB128(Field, SiteBytes);

  SmallString<32> AfterOffset;
  raw_svector_ostream AfterBytes(AfterOffset);
  AfterBytes << char(dwarf::DW_EH_PE_uleb128);
  encodeULEB128(Sites.size(), AfterBytes);
  AfterBytes << Sites << Actions;

  SmallString<32> Head;
  raw_svector_ostream HeadBytes(Head);
  constexpr unsigned OffsetBytes = 4;
  HeadBytes << char(dwarf::DW_EH_PE_omit) << char(dwarf::DW_EH_PE_absptr);
  size_t Offset = Head.size() + OffsetBytes;
  size_t Padding = -(Offset + AfterOffset.size()) % PointerBytes;
  encodeULEB128(AfterOffset.size() + Padding + Types.size() * PointerBytes,
                HeadBytes, OffsetBytes);
  HeadBytes << AfterOffset;
  Head.append(Padding, '\0');

  LLVMContext &Context = F.getContext();
  // The types stand before what the offset points to, the first one last.
  SmallVector<Constant *, 8> Reversed(Types.rbegin(), Types.rend());
  auto *Pointer = PointerType::get(Context, 0);
  Constant *Area = ConstantStruct::getAnon(
      {ConstantDataArray::getString(Context, Head, /*AddNull=*/false),
       ConstantArray::get(ArrayType::get(Pointer, Reversed.size()), Reversed),
       ConstantDataArray::getString(Context, Filters, /*AddNull=*/false)});
  auto *Variable = new GlobalVariable(
      *F.getParent(), Area->getType(), /*isConstant=*/true,
      GlobalValue::PrivateLinkage, Area, "heddle.lsda." + F.getName());
  Variable->setAlignment(Align(PointerBytes));
  return Variable;
}
