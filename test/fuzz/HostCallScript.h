//===- HostCallScript.h - What HostCallFuzzer's inputs mean ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A byte for the device's copy lanes, then steps. A step is a byte and
//
//   Call          flags, the call's number, six values, payload as text. By
//                 flags the number or the size is any 32 bits, the end of output
//                 any 64
//   Record        a value for the stream, text; with ScriptLong in its length as
//                 many null bytes
//   SkipTo        64 bits
//   StoreIn...    16 bits for the offset, a byte for the length, bytes
//   the others    nothing
//
// A value is a byte for its kind and what that takes; text is 16 bits for its
// length and the bytes. Numbers are little-endian, and what is missing is 0.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_FUZZ_HOSTCALLSCRIPT_H
#define HEDDLE_TEST_FUZZ_HOSTCALLSCRIPT_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace heddle::test {

enum class ScriptStep : uint8_t {
  Call,
  Record,
  ServeRing,
  WriteRecords,
  WriteRest,
  SkipTo,
  StoreInSlots,
  StoreInCells,
  Count
};

enum class ScriptValue : uint8_t {
  Byte,
  SignedByte,
  Word,
  Result, ///< of the call with that number, modulo 16
  Heap,   ///< an address, by 16 bits of offset
  Stack,
  NotTheDevices,
  Constant, ///< which of HostCallFuzzer's table
  Count
};

enum ScriptFlag : uint8_t {
  ScriptAnyCall = 1,
  ScriptAnySize = 2,
  ScriptByRing = 4,
  ScriptScribble = 8, ///< the device writes to the slot while it is served
  ScriptAnyEnd = 16,
};

inline constexpr uint16_t ScriptLong = 0x8000;

class ScriptReader {
public:
  ScriptReader(const uint8_t *Data, size_t Size) : Rest(Data, Size) {}

  bool atEnd() const { return Rest.empty(); }
  std::span<const uint8_t> bytes(size_t Count) {
    auto Taken = Rest.first(std::min(Count, Rest.size()));
    Rest = Rest.subspan(Taken.size());
    return Taken;
  }
  template <typename T> T number() {
    T Value = 0;
    auto Taken = bytes(sizeof(T));
    if (!Taken.empty())
      memcpy(&Value, Taken.data(), Taken.size());
    return Value;
  }
  uint8_t byte() { return number<uint8_t>(); }

private:
  std::span<const uint8_t> Rest;
};

} // namespace heddle::test

#endif // HEDDLE_TEST_FUZZ_HOSTCALLSCRIPT_H
