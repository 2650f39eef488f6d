//===- FuzzedTables.h - Where HangReportFuzzer's tables lie ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_FUZZ_FUZZEDTABLES_H
#define HEDDLE_TEST_FUZZ_FUZZEDTABLES_H

#include <cstdint>

namespace heddle::test {

/// Addresses of the device, where there is nothing in the launcher.
struct FuzzedTables {
  static constexpr uint64_t ScratchAt = 0x100000000000, HeapAt = 0x200000000000;
  static constexpr uint64_t HeapBytes = 8192;
};

} // namespace heddle::test

#endif // HEDDLE_TEST_FUZZ_FUZZEDTABLES_H
