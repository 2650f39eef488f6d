//===- future.cu - Requests that a warp answers by promises ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A promise and its future by hand: a state that both own, and a request, are
// taken from pools in device memory; the request is given back by the warp that
// answers it, the state by whoever is its last owner. A request is handed over by
// a pointer, as in bench/future.cpp.
//
// Beside it a floor, for which there is nothing in C++: two mailboxes, where
// nothing is allocated, counted or freed.
//
// usage: future [round trips] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Device.h"

using namespace bench;

/// Up to 32 objects, which any warp takes and any warp gives back. Each warp keeps
/// some in a register, so that it goes to the pool, in one trip to the L2, for several
/// at once.
template <typename T> struct Pool {
  static constexpr unsigned Count = 32, MostKept = 16;
  alignas(128) unsigned Free;
  T Objects[Count];

  struct Cache {
    Pool *From;
    unsigned Kept = 0;

    __device__ explicit Cache(Pool *From) : From(From) {}
    __device__ T *take() {
      while (!Kept) {
        Kept = exchange(&From->Free, 0);
        keepSome();
      }
      unsigned Index = __ffs(Kept) - 1;
      Kept &= Kept - 1;
      return &From->Objects[Index];
    }
    __device__ void give(T *Object) {
      Kept |= 1u << (Object - From->Objects);
      if (__popc(Kept) > MostKept)
        keepSome();
    }
    __device__ void keepSome() {
      unsigned Rest = Kept;
      for (unsigned i = 0; i < MostKept / 2; ++i)
        Rest &= Rest - 1;
      if (Rest)
        orRelease(&From->Free, Rest);
      Kept &= ~Rest;
    }
    __device__ void giveAll() {
      if (Kept)
        orRelease(&From->Free, Kept);
    }
  };
};

/// What a promise and a future own together.
struct alignas(32) State {
  unsigned Ready, Value, Owners;
};

struct alignas(32) Request {
  State *Answer;
  unsigned Value;
};

/// Gives up one of the owners' shares; true for the last. Owners is how many there were
/// when the caller looked: nobody else can come if it is one.
__device__ bool isLastOwner(State *S, unsigned Owners) {
  if (Owners != 1 && fetchAddRelease(&S->Owners, ~0u) != 1)
    return false;
  fenceAcquire();
  return true;
}

struct Pools {
  Pool<State> States;
  Pool<Request> Requests;
  alignas(128) Request *Slot;
};

__device__ unsigned ask(Pools *P, Pool<State>::Cache &States,
                        Pool<Request>::Cache &Requests, unsigned Value) {
  Request *Mine = Requests.take();
  State *Answer = States.take();
  Answer->Ready = 0;
  Answer->Owners = 2;
  Mine->Answer = Answer;
  Mine->Value = Value;
  storeRelease(&P->Slot, Mine);

  while (!loadRelaxed(&Answer->Ready))
    ;
  fenceAcquire();
  unsigned Result = Answer->Value, Owners = loadRelaxed(&Answer->Owners);
  if (isLastOwner(Answer, Owners))
    States.give(Answer);
  return Result;
}

__device__ void answer(Pools *P, Pool<State>::Cache &States,
                       Pool<Request>::Cache &Requests) {
  Request *Next;
  while (!(Next = loadRelaxed(&P->Slot)))
    ;
  fenceAcquire();
  storeRelaxed(&P->Slot, static_cast<Request *>(nullptr));
  State *Answer = Next->Answer;
  Answer->Value = Next->Value + 1;
  storeRelease(&Answer->Ready, 1);
  if (isLastOwner(Answer, loadRelaxed(&Answer->Owners)))
    States.give(Answer);
  Requests.give(Next);
}

__global__ void promises(Pools *P, unsigned Rounds, unsigned Repeats,
                         unsigned *Wrong, uint64_t *Times) {
  if (threadIdx.x)
    return;
  Pool<State>::Cache States(&P->States);
  Pool<Request>::Cache Requests(&P->Requests);
  unsigned WrongHere = 0;
  for (unsigned r = 0; r < Repeats; ++r) {
    uint64_t Start = timer();
    if (blockIdx.x == 0) {
      for (unsigned i = 0; i < Rounds; ++i)
        WrongHere += ask(P, States, Requests, i) != i + 1;
      Times[r] = timer() - Start;
    } else {
      for (unsigned i = 0; i < Rounds; ++i)
        answer(P, States, Requests);
    }
  }
  States.giveAll();
  Requests.giveAll();
  if (blockIdx.x == 0)
    *Wrong = WrongHere;
}

constexpr unsigned Boxes = 64;

struct alignas(128) AnswerBox {
  unsigned Full, Value;
};

/// Posted is one more than the request's number.
struct alignas(128) RequestBox {
  unsigned Posted, Value;
  AnswerBox *Reply;
};

__global__ void mailboxes(RequestBox *Mail, AnswerBox *Answers, unsigned Rounds,
                          unsigned Repeats, unsigned *Wrong, uint64_t *Times) {
  if (threadIdx.x)
    return;
  unsigned WrongHere = 0;
  for (unsigned r = 0; r < Repeats; ++r) {
    uint64_t Start = timer();
    for (unsigned i = r * Rounds + 1; i <= (r + 1) * Rounds; ++i) {
      if (blockIdx.x == 0) {
        AnswerBox *Mine = &Answers[i % Boxes];
        Mine->Full = 0;
        Mail->Value = i;
        Mail->Reply = Mine;
        storeRelease(&Mail->Posted, i);
        while (loadAcquire(&Mine->Full) != 1)
          ;
        WrongHere += Mine->Value != i + 1;
      } else {
        while (loadAcquire(&Mail->Posted) != i)
          ;
        AnswerBox *Reply = Mail->Reply;
        Reply->Value = Mail->Value + 1;
        storeRelease(&Reply->Full, 1);
      }
    }
    if (blockIdx.x == 0)
      Times[r] = timer() - Start;
  }
  if (blockIdx.x == 0)
    *Wrong = WrongHere;
}

static void complain(const char *Name, const char *What, unsigned Count) {
  std::printf("%s: %u %s\n", Name, Count, What);
  std::exit(1);
}

static void report(const char *Name, unsigned *Wrong, uint64_t *Times,
                   unsigned Rounds, unsigned Repeats) {
  if (unsigned Count = copyBack(Wrong, 1)[0])
    complain(Name, "wrong answers", Count);
  result(Name, medianOf(copyBack(Times, Repeats), Rounds), "ns");
}

int main(int argc, char **argv) {
  unsigned Rounds = argument(argc, argv, 1, 1000);
  unsigned Repeats = argument(argc, argv, 2, 7) + 1;
  std::printf("# device gpu\n");
  auto *Wrong = allocate<unsigned>(1);
  auto *Times = allocate<uint64_t>(Repeats);

  const char *Name = "future_round_trip";
  auto *P = allocate<Pools>(1);
  check(cudaMemset(&P->States.Free, 0xff, sizeof(unsigned)), "cudaMemset");
  check(cudaMemset(&P->Requests.Free, 0xff, sizeof(unsigned)), "cudaMemset");
  launch(promises, 2u, 32u, P, Rounds, Repeats, Wrong, Times);
  for (unsigned *Free : {&P->States.Free, &P->Requests.Free})
    if (unsigned Lost = ~copyBack(Free, 1)[0])
      complain(Name, "is what was not freed, as a mask", Lost);
  report(Name, Wrong, Times, Rounds, Repeats);

  auto *Mail = allocate<RequestBox>(1);
  auto *Answers = allocate<AnswerBox>(Boxes);
  launch(mailboxes, 2u, 32u, Mail, Answers, Rounds, Repeats, Wrong, Times);
  report("two_mailboxes_round_trip", Wrong, Times, Rounds, Repeats);
}
