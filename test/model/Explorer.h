//===- Explorer.h - All executions of a scenario --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Depth first, by running the scenario again and again, with dynamic
// partial-order reduction (Flanagan and Godefroid, POPL 2005) by source sets
// and sleep sets (Abdulla, Aronis, Jonsson and Sagonas, POPL 2014).
//
// An operation's choices (which message it reads) are explored where it stands,
// so that a load that comes after a store has the choice to be as if it came
// before. The two need to be exchanged only if the load came first: then it
// could not read what the store says. The same holds for two stores, which
// choose their places in the modification order, and not for two
// read-modify-writes, one of which reads the other.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_MODEL_EXPLORER_H
#define HEDDLE_TEST_MODEL_EXPLORER_H

#include "Machine.h"

#include <cstdint>
#include <set>
#include <vector>

namespace heddle::model {

struct Limits {
  /// Changes from a warp that could have gone on; -1: as many as it takes.
  int preemptions = -1;
  uint64_t executions = ~uint64_t(0);
  /// Of all orders of steps, not one of those that are alike.
  bool everything = false;
  /// Count what is different in what warps do and find.
  bool distinguish = false;
};

class Explorer {
public:
  struct Result {
    uint64_t executions = 0; ///< that came to an end
    uint64_t redundant = 0;  ///< that were given up, being like others
    uint64_t steps = 0;
    std::set<uint64_t> outcomes, distinct;
    bool failed = false;
    /// Every execution within the limit of preemptions has been looked at.
    bool complete = true;
  };

  /// model_end.
  const char *(*atEnd)(unsigned long (*NewestOf)(const void *)) = nullptr;

  Explorer(Machine &M, Limits L) : machine(M), limits(L) {}
  Result run();
  /// The last execution again, recorded.
  void repeat();

private:
  struct Option {
    unsigned warp;
    Choice choice;
    bool operator==(const Option &) const = default;
  };

  /// Before a step.
  struct Node {
    std::vector<Option> options; ///< of all warps
    unsigned warp = 0;
    std::vector<Choice> choices; ///< of that warp, without those asleep
    size_t next = 0;
    uint32_t enabled = 0; ///< bits of warps
    uint32_t wanted = 0;  ///< warps to explore here
    uint32_t explored = 0;
    std::vector<Option> sleep;
    int preemptions = 0; ///< up to this step
    bool isLastResort = false;
  };

  Machine &machine;
  Limits limits;
  std::vector<Node> nodes;
  /// Of the execution that runs: each warp's last step, and each location's
  /// steps that read it.
  std::array<std::array<uint16_t, MaxWarps>, MaxWarps> clocks;
  std::array<uint16_t, MaxWarps> counts;
  std::vector<std::vector<uint32_t>> readers;

  /// Nobody can go on because the participants are done.
  bool isQuiet = false;

  uint64_t signature() const;
  bool runExecution();
  bool makeNode(size_t Depth);
  bool fillLastResort(Node &N);
  std::vector<Option> sleepAfter(size_t Depth);
  bool chooseWarp(Node &N, size_t Depth, uint32_t Candidates);
  bool isPreemption(const Node &N, size_t Depth, unsigned Warp) const;
  static std::vector<Choice> awakeChoices(const Node &N, unsigned Warp);
  void afterStep(size_t Number);
  void findRaces(size_t Number, std::vector<uint32_t> &Readers);
  uint32_t initials(size_t Early, size_t Late,
                    const std::array<uint16_t, MaxWarps> &Clock) const;
  void want(size_t Depth, uint32_t Initials, unsigned Preferred);
  bool advance();
};

} // namespace heddle::model

#endif // HEDDLE_TEST_MODEL_EXPLORER_H
