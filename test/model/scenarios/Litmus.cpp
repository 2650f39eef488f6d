//===- Litmus.cpp - What the memory model allows --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The checker's own tests: small programs whose outcomes in C++20 are known, by
// the names that the literature has for them. An outcome has one hexadecimal
// digit for each register.
//
//===----------------------------------------------------------------------===//

#include "../Scenario.h"

using namespace heddle;

static Atomic<uint32_t> X, Y;
static uint32_t R[4];
static int Data;

static void outcome(unsigned Digits) {
  unsigned long Value = 0;
  for (unsigned I = 0; I < Digits; ++I)
    Value = Value << 4 | R[I];
  model_outcome(Value);
}

// Store buffering: each may miss the other's store, unless there are fences.

SCENARIO(litmus_sb, 2) {
  runTogether(
      [] {
        X.store(1, Release);
        R[0] = Y.load(Acquire);
      },
      [] {
        Y.store(1, Release);
        R[1] = X.load(Acquire);
      });
  outcome(2);
}

SCENARIO(litmus_sb_fences, 2) {
  runTogether(
      [] {
        X.store(1, Relaxed);
        storeLoadFence();
        R[0] = Y.load(Relaxed);
      },
      [] {
        Y.store(1, Relaxed);
        storeLoadFence();
        R[1] = X.load(Relaxed);
      });
  outcome(2);
}

SCENARIO(litmus_sb_one_fence, 2) {
  runTogether(
      [] {
        X.store(1, Relaxed);
        storeLoadFence();
        R[0] = Y.load(Relaxed);
      },
      [] {
        Y.store(1, Relaxed);
        R[1] = X.load(Relaxed);
      });
  outcome(2);
}

// Message passing: whoever sees the flag sees the data, if both sides ask for
// it.

SCENARIO(litmus_mp, 2) {
  runTogether(
      [] {
        X.store(1, Relaxed);
        Y.store(1, Release);
      },
      [] {
        R[0] = Y.load(Acquire);
        R[1] = X.load(Relaxed);
      });
  outcome(2);
}

SCENARIO(litmus_mp_relaxed, 2) {
  runTogether(
      [] {
        X.store(1, Relaxed);
        Y.store(1, Relaxed);
      },
      [] {
        R[0] = Y.load(Acquire);
        R[1] = X.load(Relaxed);
      });
  outcome(2);
}

SCENARIO(litmus_mp_fences, 2) {
  runTogether(
      [] {
        X.store(1, Relaxed);
        __atomic_thread_fence(__ATOMIC_RELEASE);
        Y.store(1, Relaxed);
      },
      [] {
        R[0] = Y.load(Relaxed);
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        R[1] = X.load(Relaxed);
      });
  outcome(2);
}

/// A read-modify-write by another warp goes on with a release sequence.
SCENARIO(litmus_release_sequence, 3) {
  runTogether(
      [] {
        X.store(1, Relaxed);
        Y.store(1, Release);
      },
      [] { Y.fetchAdd(1, Relaxed); },
      [] {
        R[0] = Y.load(Acquire);
        R[1] = X.load(Relaxed);
      });
  outcome(2);
}

/// Two readers may see two stores in opposite orders.
SCENARIO(litmus_iriw, 4) {
  runTogether([] { X.store(1, Release); }, [] { Y.store(1, Release); },
              [] {
                R[0] = X.load(Acquire);
                R[1] = Y.load(Acquire);
              },
              [] {
                R[2] = Y.load(Acquire);
                R[3] = X.load(Acquire);
              });
  outcome(4);
}

/// Nobody sees the values of one word go back.
SCENARIO(litmus_corr, 2) {
  runTogether(
      [] {
        X.store(1, Relaxed);
        X.store(2, Relaxed);
      },
      [] {
        R[0] = X.load(Relaxed);
        R[1] = X.load(Relaxed);
      });
  outcome(2);
}

/// Both first stores may be the last: stores pass one another.
SCENARIO(litmus_2_2w, 2) {
  runTogether(
      [] {
        X.store(1, Relaxed);
        Y.store(2, Relaxed);
      },
      [] {
        Y.store(1, Relaxed);
        X.store(2, Relaxed);
      });
  R[0] = X.load(Relaxed);
  R[1] = Y.load(Relaxed);
  outcome(2);
}

/// Load buffering, which this model does not have.
SCENARIO(litmus_lb, 2) {
  runTogether(
      [] {
        R[0] = X.load(Relaxed);
        Y.store(1, Relaxed);
      },
      [] {
        R[1] = Y.load(Relaxed);
        X.store(1, Relaxed);
      });
  outcome(2);
}

/// Each number is drawn once.
SCENARIO(litmus_tickets, 3) {
  runTogether([] { R[0] = X.fetchAdd(1, Relaxed); },
              [] { R[1] = X.fetchAdd(1, Relaxed); },
              [] { R[2] = X.fetchAdd(1, Relaxed); });
  outcome(3);
}

/// A store between the halves of no read-modify-write.
SCENARIO(litmus_atomicity, 3) {
  runTogether([] { R[0] = X.fetchAdd(1, Relaxed); },
              [] { X.store(4, Relaxed); },
              [] { R[1] = X.fetchAdd(1, Relaxed); });
  R[2] = X.load(Relaxed);
  outcome(3);
}

/// Whoever sees the flag may touch the data; the checker would report a race.
SCENARIO(litmus_handover, 2) {
  runTogether(
      [] {
        Data = 1;
        X.store(1, Release);
      },
      [] {
        if (X.load(Acquire))
          Data = 2;
      });
  R[0] = uint32_t(Data);
  outcome(1);
}
