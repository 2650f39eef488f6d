//===- Frontend.h - What clang is told, and tells the user ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_FRONTEND_H
#define HEDDLE_PLUGIN_FRONTEND_H

namespace heddle {

/// Makes clang run the frontend part on each file. Call it once.
void registerFrontend();

} // namespace heddle

#endif // HEDDLE_PLUGIN_FRONTEND_H
