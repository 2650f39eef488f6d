//===- FatBinary.h - What a fat binary holds ------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_FATBINARY_H
#define HEDDLE_RUNTIME_HOST_FATBINARY_H

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace heddle::host {

/// A cubin or a PTX text in a fat binary.
struct FatBinaryEntry {
  bool IsPtx;
  unsigned ComputeCapability; ///< 90 for sm_90 and compute_90
};

/// The entries of what NVIDIA's fatbinary tool wrote, from their headers alone.
/// The format is not documented: of data that does not look like it, nothing
/// is returned, and only the driver knows whether it can be run.
std::vector<FatBinaryEntry> readFatBinary(std::span<const unsigned char> Image);

/// Whether a GPU of \p ComputeCapability can run one of \p Entries: a cubin of
/// the same generation and no newer chip, or PTX of no newer one.
bool hasCodeFor(std::span<const FatBinaryEntry> Entries,
                unsigned ComputeCapability);

/// "a cubin for sm_90 and PTX for sm_80 and newer"
std::string describe(std::span<const FatBinaryEntry> Entries);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_FATBINARY_H
