//===- PhaseTimes.cpp - How long each phase of a link took ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PhaseTimes.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace heddle {

void PhaseTimes::print(raw_ostream &OS) {
  auto Milliseconds = [](Clock::duration D) {
    return std::chrono::duration<double, std::milli>(D).count();
  };
  std::lock_guard Lock(Mutex);
  OS << "heddle-ld phases, milliseconds (devices overlap)\n"
     << "   begin     took  phase\n";
  for (const Entry &E : Entries)
    OS << format("%8.0f %8.0f  ", Milliseconds(E.Begin - Start),
                 Milliseconds(E.End - E.Begin))
       << E.Name << '\n';
  OS << format("%8.0f %8.0f  total\n", 0.0, Milliseconds(Clock::now() - Start));
}

} // namespace heddle
