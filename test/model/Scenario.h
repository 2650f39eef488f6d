//===- Scenario.h - How scenarios are written -----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_MODEL_SCENARIO_H
#define HEDDLE_TEST_MODEL_SCENARIO_H

#include "Model.h"

#include "../../runtime/arch/Arch.h"
#include "../../runtime/device/Atomic.h"

#include <pthread.h>
#include <stdint.h>
#include <time.h>

#define CHECK(Condition)                                                       \
  do                                                                           \
    if (!(Condition))                                                          \
      model_fail("failed: " #Condition);                                       \
  while (0)

namespace heddle::model {

/// Puts a scenario into the list.
struct Registration {
  ModelScenario scenario;
  Registration(const char *Name, unsigned Warps, void (*Run)(),
               bool AreNeighbours = false)
      : scenario{Name, Warps, Run, AreNeighbours, model_scenarios} {
    model_scenarios = &scenario;
  }
};

/// SCENARIO(name, warps) { what main does }
#define SCENARIO(Name, Warps)                                                  \
  static void Name();                                                          \
  static heddle::model::Registration Name##Registration(#Name, Warps, Name);   \
  static void Name()
/// The same with warps of one block.
#define NEIGHBOURS(Name, Warps)                                                \
  static void Name();                                                          \
  static heddle::model::Registration Name##Registration(#Name, Warps, Name,    \
                                                        true);                 \
  static void Name()

using Part = void (*)();

inline unsigned Participants;
/// What each warp does before the exploration begins.
inline Part Preparation;

inline void *runPart(void *Function) {
  if (Preparation)
    Preparation();
  model_ready(Participants);
  (*(Part)Function)();
  model_done();
  return nullptr;
}

/// Runs each function on a thread, and main's part, all of which begin at the
/// same time; then joins. The threads are on warps 1 and up.
template <typename... Others>
inline void runTogether(Part Main, Others... Rest) {
  Part Functions[] = {Rest...};
  pthread_t Threads[sizeof...(Rest)];
  Participants = 1 + sizeof...(Rest);
  model_settle();
  for (unsigned I = 0; I < sizeof...(Rest); ++I)
    CHECK(pthread_create(&Threads[I], nullptr, runPart, (void *)Functions[I]) ==
          0);
  runPart((void *)Main);
  for (pthread_t T : Threads)
    CHECK(pthread_join(T, nullptr) == 0);
}

/// The same, after each of the warps has called Before.
template <typename... Others>
inline void runTogetherAfter(Part Before, Part Main, Others... Rest) {
  Preparation = Before;
  runTogether(Main, Rest...);
}

/// Another thread's effect that nothing but the thread brings about.
inline void raise(heddle::Atomic<uint32_t> &Flag) {
  uint32_t *Word = Flag.word();
  Flag.store(1, heddle::Release);
  heddle::arch::wakeWord(Word);
}
inline void await(heddle::Atomic<uint32_t> &Flag) {
  heddle::arch::waitWord(Flag.word(), 0);
}

/// A deadline that passes whenever the model likes.
inline timespec soon() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  T.tv_nsec += 1000;
  return T;
}

/// An object that the scenario destroys.
template <typename T> inline void destroyed(T &Object) {
  model_destroyed(&Object, sizeof Object);
}

} // namespace heddle::model

using namespace heddle::model;

#endif // HEDDLE_TEST_MODEL_SCENARIO_H
