//===- ArgumentBlock.cpp - argv and envp as the device sees them ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentBlock.h"

#include <cstring>

namespace heddle::host {

ArgumentBlock::ArgumentBlock(char *const *Arguments, char *const *Environment)
    : Arguments(Arguments), Environment(Environment) {
  uint64_t Pointers = 2, Characters = 0;
  for (char *const *Each = Arguments; *Each; ++Each, ++Pointers) {
    ++ArgumentCount;
    Characters += strlen(*Each) + 1;
  }
  for (char *const *Each = Environment; *Each; ++Each, ++Pointers)
    Characters += strlen(*Each) + 1;
  EnvironmentOffset = (uint64_t(ArgumentCount) + 1) * sizeof(uint64_t);
  StringsOffset = Pointers * sizeof(uint64_t);
  Size = StringsOffset + Characters;
}

std::vector<char> ArgumentBlock::contents(uint64_t Address) const {
  std::vector<char> Block(Size);
  char *Pointer = Block.data(), *String = Block.data() + StringsOffset;
  for (char *const *List : {Arguments, Environment}) {
    for (; *List; ++List) {
      uint64_t Target = Address + uint64_t(String - Block.data());
      memcpy(Pointer, &Target, sizeof(Target));
      Pointer += sizeof(Target);
      size_t Length = strlen(*List) + 1;
      memcpy(String, *List, Length);
      String += Length;
    }
    Pointer += sizeof(uint64_t);
  }
  return Block;
}

} // namespace heddle::host
