//===- Demangle.h - Names as the program's author wrote them --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_DEMANGLE_H
#define HEDDLE_RUNTIME_HOST_DEMANGLE_H

#include <optional>
#include <string>

namespace heddle::host {

/// "A::f(int)" for "_ZN1A1fEi", "int" for "i": functions' names begin with "_Z",
/// types' do not. Without libc++'s inline namespace. Nothing if it is neither.
std::optional<std::string> demangle(const std::string &Mangled);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_DEMANGLE_H
