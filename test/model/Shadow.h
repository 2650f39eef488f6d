//===- Shadow.h - Who accessed which byte when ----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds races of plain accesses, after Flanagan and Freund, "FastTrack" (PLDI
// 2009), accesses to what was destroyed or recycled, and keeps what memory held
// when the exploration began, to bring it back for the next execution.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_MODEL_SHADOW_H
#define HEDDLE_TEST_MODEL_SHADOW_H

#include "Memory.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace heddle::model {

class Shadow {
  static constexpr uintptr_t PageBytes = 4096, CellBytes = 4;

  /// Of CellBytes bytes. What an earlier execution left is void.
  struct Cell {
    uint32_t execution;
    uint8_t writtenBytes;
    uint8_t writer;
    bool isGone;  ///< destroyed in this execution
    bool isBack;  ///< and constructed again
    bool wasGone; ///< when the exploration began
    bool isAtomic;
    uint32_t written; ///< the writer's clock
    std::array<uint32_t, MaxWarps> read;
    uintptr_t writeCaller;
    std::array<uintptr_t, MaxWarps> readCaller;
  };

  struct Page {
    Cell cells[PageBytes / CellBytes];
    uint32_t execution = 0; ///< in which it was written last
    bool isSaved = false;
    char saved[PageBytes];
  };

  std::unordered_map<uintptr_t, Page> pages;
  /// The pages last looked for, by their numbers.
  struct Recent {
    uintptr_t number;
    Page *page;
  };
  std::array<Recent, 64> recent{};
  std::vector<std::pair<uintptr_t, Page *>> dirty;
  uint32_t execution = 0;
  bool exploring = false;

  Page &pageOf(uintptr_t Address);
  Cell &cellOf(uintptr_t Address);
  void dirtyPage(uintptr_t Address);
  void killLocations(Memory &M, const WarpMemory &W, unsigned Warp,
                     uintptr_t Address, size_t Bytes, bool Writes);
  [[gnu::noinline]] void race(const char *What, unsigned Warp, unsigned Other,
                              uintptr_t Address, uintptr_t OtherCaller);
  bool isGone(const Cell &C) const {
    return C.isGone || (C.wasGone && !C.isBack);
  }

public:
  /// What is wrong with the last access; empty if nothing is. A racing access's
  /// place is in otherCaller.
  std::string error;
  uintptr_t otherCaller = 0;

  void startExploring() { exploring = true; }
  void startExecution() { ++execution; }
  /// Brings back what memory held when the exploration began.
  void restore();

  void read(Memory &M, const WarpMemory &W, unsigned Warp, uintptr_t Address,
            size_t Bytes, uintptr_t Caller);
  void write(Memory &M, const WarpMemory &W, unsigned Warp, uintptr_t Address,
             size_t Bytes, uintptr_t Caller);
  /// Before the access is performed.
  void atomic(const WarpMemory &W, unsigned Warp, const Operation &O,
              bool Writes);
  /// A destruction is a write of everything.
  void destroy(Memory &M, const WarpMemory &W, unsigned Warp, uintptr_t Address,
               size_t Bytes, uintptr_t Caller);
  void construct(uintptr_t Address, size_t Bytes);
};

} // namespace heddle::model

#endif // HEDDLE_TEST_MODEL_SHADOW_H
