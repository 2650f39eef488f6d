//===- Model.h - What scenarios say to the model checker ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A scenario is a program of a few threads, whose main is given to SCENARIO. It
// may use everything of the device's C library that runtime/device defines.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_MODEL_MODEL_H
#define HEDDLE_TEST_MODEL_MODEL_H

#include <stddef.h>

extern "C" {

/// Waits until Participants threads are here; what follows is explored. Once in
/// a scenario.
void model_ready(unsigned Participants);
/// The calling participant's part in what is explored is over. What follows
/// when all are here is run in one way only.
void model_done();
/// Instead: the calling participant goes on, and nobody waits for it.
void model_leave();
/// Before model_ready: lets all other warps run until they wait.
void model_settle();
/// From now on the calling warp's short waits may give up before what they wait
/// for has happened; without it only when nothing else can. Deadlines of up to
/// 100 us may pass at any moment in any case.
void model_impatient(bool Is);
/// What came out in this execution; the checker prints all that ever did.
void model_outcome(unsigned long Value);
[[noreturn]] void model_fail(const char *Text);
/// From now on nobody may access the object.
void model_destroyed(void *Object, size_t Bytes);
void model_constructed(void *Object, size_t Bytes);

/// The scenarios of a runtime that was built for the model, in no order.
struct ModelScenario {
  const char *name;
  unsigned warps;
  void (*run)();
  /// The warps are of one block; else each is of a block of its own.
  bool areNeighbours;
  ModelScenario *next;
};
extern ModelScenario *model_scenarios;
/// The one to run.
extern ModelScenario *model_scenario;

/// How often the host was asked for more of the heap's pages, how many are memory, and
/// whether the host has no more.
extern unsigned model_growths;
extern unsigned model_pages;
extern bool model_refuses;

/// How many warps are busy at one time at most, as the launcher will say; 0 if the scenario
/// leaves it open.
extern unsigned model_busy;

/// What one warp of it runs.
void model_kernel();
/// When all have left: what is wrong, or null. NewestOf gives the last value of an atomic
/// word.
const char *model_end(unsigned long (*NewestOf)(const void *));
} // extern "C"

#endif // HEDDLE_TEST_MODEL_MODEL_H
