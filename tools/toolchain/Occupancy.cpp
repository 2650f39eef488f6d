//===- Occupancy.cpp - How many warps a multiprocessor is to hold ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Occupancy.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>

using namespace llvm;

namespace heddle {

unsigned Occupancy::registersPerLane() const {
  // A multiprocessor's; granted in units of 8; an instruction can name 255.
  constexpr unsigned Registers = 65536, LanesPerWarp = 32, Unit = 8, Most = 255;
  unsigned Share = Registers / (std::max(warps(), 1u) * LanesPerWarp);
  return std::min(Share / Unit * Unit, Most);
}

std::optional<Occupancy> Occupancy::parse(StringRef Value) {
  // A block has 1,024 lanes at most, and a multiprocessor all of its registers
  // in use with one block of a size that divides them.
  return StringSwitch<std::optional<Occupancy>>(Value)
      .Case("8", Occupancy{8, 1})
      .Case("16", Occupancy{16, 1})
      .Case("32", Occupancy{32, 1})
      .Case("64", Occupancy{32, 2})
      .Default(std::nullopt);
}

std::string Occupancy::refusal(StringRef Value) {
  return ("the warps on a multiprocessor are 8, 16, 32 or 64, with 255, 128, 64 "
          "or 32 registers a lane, not '" +
          Value + "'")
      .str();
}

// CUDA C++ Programming Guide, "Technical Specifications per Compute Capability".
unsigned mostWarps(StringRef Gpu) {
  unsigned Capability = 0;
  Gpu.drop_while([](char C) { return !isDigit(C); })
      .consumeInteger(10, Capability);
  switch (Capability) {
  case 75:
    return 32;
  case 86:
  case 87:
  case 88:
  case 89:
  case 110:
  case 120:
  case 121:
    return 48;
  default:
    return 64;
  }
}

} // namespace heddle
