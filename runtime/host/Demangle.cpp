//===- Demangle.cpp - Names as the program's author wrote them ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Demangle.h"

#include <cstdlib>
#include <cxxabi.h>
#include <memory>

namespace heddle::host {

std::optional<std::string> demangle(const std::string &Mangled) {
  int Status = 0;
  std::unique_ptr<char, decltype(&free)> Text(
      abi::__cxa_demangle(Mangled.c_str(), nullptr, nullptr, &Status), free);
  if (!Text)
    return std::nullopt;
  std::string Name = Text.get();
  // libc++'s inline namespace is nothing that a program's author wrote.
  for (size_t At; (At = Name.find("std::__1::")) != std::string::npos;)
    Name.erase(At + 5, 5);
  return Name;
}

} // namespace heddle::host
