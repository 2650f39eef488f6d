//===- Report.h - Counterexamples for readers -----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_MODEL_REPORT_H
#define HEDDLE_TEST_MODEL_REPORT_H

#include "Machine.h"

namespace heddle::model {

/// Prints what is wrong with the execution that the machine has just run,
/// recorded, its steps, and where each warp stands. LIBRARY is what the code
/// was loaded from.
void printCounterexample(const Machine &M, const char *Library);

} // namespace heddle::model

#endif // HEDDLE_TEST_MODEL_REPORT_H
