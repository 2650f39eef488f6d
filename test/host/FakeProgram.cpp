//===- FakeProgram.cpp - A program whose device code is written by hand ---===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Plays what heddle++ would have compiled: a kernel that makes host calls. Its
// first argument says what it does. The CPU device calls it through the program
// image, FakeCuda.cpp through fakeGpuWarp, so both devices of the launcher are
// tested from end to end, and without the rest of Heddle.
//
//===----------------------------------------------------------------------===//

#include "../../runtime/abi/Abi.h"
#include "../../runtime/abi/ThreadTable.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <linux/futex.h>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <utility>

using namespace heddle::abi;

namespace {

/// The scheduler's tables of this program, behind those that the launcher knows in
/// LaunchParams::scratch.
constexpr uint32_t SharedOffset = 32 * 1024;
struct Shared {
  std::atomic<uint64_t> Ticket;
  std::atomic<uint32_t> Arrived;
  std::atomic<uint32_t> Finished;
  std::atomic<uint32_t> Repetitions;
  std::atomic<uint64_t> WarpIdBits[64];
  std::atomic<uint64_t> Reserved;
  std::atomic<uint32_t> SlotUses[MaxSlots];
};

struct Reply {
  int64_t Result;
  int32_t Error;
  std::string Payload;
};

struct Warp {
  LaunchParams *Params;
  uint32_t Id;

  Shared &shared() const { return *reinterpret_cast<Shared *>(Params->scratch + SharedOffset); }

  Reply call(HostCall Call, std::initializer_list<uint64_t> Args,
             std::string_view Payload = {}) const {
    while (true) {
      Reply Answer = callOnce(Call, Args, Payload);
      if (Answer.Error != PostAgain)
        return Answer;
      ++shared().Repetitions;
    }
  }

  Reply callOnce(HostCall Call, std::initializer_list<uint64_t> Args,
                 std::string_view Payload) const {
    Posted Mine = post(Call, Args, Payload);
    HostCallSlot &Slot = *Mine.Slot;
    auto Word = [&](uint32_t At) {
      return dataOf(std::atomic_ref(Slot.answer[At]).load());
    };
    waitFor(Slot.answer[0], Mine.Tag + 1);
    Reply Answer = {int64_t(uint64_t(Word(1)) << 32 | Word(0)),
                    int32_t(Word(HostCallSlot::ErrorAt)),
                    std::string(reinterpret_cast<char *>(Slot.payload),
                                Word(HostCallSlot::ErrorAt + 1))};
    ++shared().SlotUses[Mine.Index];
    return Answer;
  }

  struct Posted {
    HostCallSlot *Slot;
    uint64_t Index;
    uint32_t Tag;
  };

  /// Without waiting for the answer.
  Posted post(HostCall Call, std::initializer_list<uint64_t> Args,
              std::string_view Payload = {}) const {
    uint64_t Ticket = shared().Ticket++;
    uint64_t Index = Ticket % Params->slotCount;
    HostCallSlot &Slot = Params->slots[Index];
    auto Use = static_cast<uint32_t>(Ticket / Params->slotCount);
    while (shared().SlotUses[Index] != Use)
      std::this_thread::yield();
    std::copy(Payload.begin(), Payload.end(), Slot.payload);
    uint64_t All[6] = {};
    std::copy(Args.begin(), Args.end(), All);
    All[5] = MayPostAgain;
    uint32_t Tag = 2 * Use + 1;
    for (uint32_t I = 0; I < 6; ++I)
      setLong(Slot, 2 + 2 * I, Tag, All[I]);
    setLong(Slot, 14, Tag, shared().Reserved);
    set(Slot.request[1], Tag, static_cast<uint32_t>(Payload.size()));
    set(Slot.request[0], Tag, static_cast<uint32_t>(Call));
    return {&Slot, Index, Tag};
  }

  /// A record of the output ring, complete or with its last cell missing.
  void put(const std::string &Text, uint64_t Stream = StdoutStream,
           bool Complete = true) const {
    uint64_t Cells = recordCells(static_cast<uint32_t>(Text.size()));
    uint64_t Begin = shared().Reserved.fetch_add(Cells);
    while (cellsBehind(std::atomic_ref(const_cast<uint64_t &>(*Params->outputProgress)).load(),
                       Begin + Cells) > Params->outputCells)
      std::this_thread::yield();
    std::string Padded = Text;
    Padded.resize((Cells - 1) * 8);
    for (uint64_t I = 0; I < Cells - !Complete; ++I) {
      uint32_t Data[2] = {static_cast<uint32_t>(Stream),
                          recordHeader(static_cast<uint32_t>(Text.size()))};
      if (I)
        memcpy(Data, Padded.data() + 8 * (I - 1), 8);
      uint64_t At = Begin + I;
      OutputCell &Cell = Params->output[At % Params->outputCells];
      auto Tag = static_cast<uint32_t>(At / Params->outputCells + 1);
      for (int Half : {0, 1})
        std::atomic_ref(Cell.word[Half]).store(tagged(Tag, Data[Half]));
    }
  }

  void print(const std::string &Text, uint64_t Stream = StdoutStream) const {
    call(HostCall::Write, {Stream}, Text);
  }
  [[noreturn]] void exit(uint64_t Status) const {
    call(HostCall::Exit, {Status});
    sleepForever();
  }
  [[noreturn]] static void sleepForever() {
    while (true)
      pause();
  }

private:
  static uint32_t *tagWord(TaggedWord &Word) {
    return reinterpret_cast<uint32_t *>(&Word) + 1;
  }
  static void waitFor(TaggedWord &Word, uint32_t Wanted) {
    // The host of a GPU wakes nobody.
    timespec Limit = {0, 500'000};
    for (uint32_t Seen; (Seen = tagOf(std::atomic_ref(Word).load())) != Wanted;)
      syscall(SYS_futex, tagWord(Word), FUTEX_WAIT_PRIVATE, Seen, &Limit,
              nullptr, 0);
  }
  static void set(TaggedWord &Word, uint32_t Tag, uint32_t Data) {
    std::atomic_ref(Word).store(tagged(Tag, Data));
    syscall(SYS_futex, tagWord(Word), FUTEX_WAKE_PRIVATE, INT32_MAX, nullptr,
            nullptr, 0);
  }
  static void setLong(HostCallSlot &Slot, uint32_t At, uint32_t Tag,
                      uint64_t Value) {
    set(Slot.request[At], Tag, static_cast<uint32_t>(Value));
    set(Slot.request[At + 1], Tag, static_cast<uint32_t>(Value >> 32));
  }
};

// Values that the compiler does not know.
volatile int Zero = 0;
int *volatile NearNull = reinterpret_cast<int *>(8);

// Never ends; not inlined, and nothing after the call can be left out.
[[gnu::noinline]] int recurse(volatile char *Above) {
  volatile char Frame[1024];
  Frame[0] = Above[0];
  return Zero ? 0 : recurse(Frame) + Frame[0];
}

void waitForAll(const Warp &Self) {
  ++Self.shared().Arrived;
  while (Self.shared().Arrived < Self.Params->warpCount)
    usleep(100);
}

void printArguments(const Warp &Self) {
  LaunchParams &P = *Self.Params;
  for (int I = 0; I < P.argc; ++I)
    Self.print("argument " + std::string(P.argv[I]) + "\n");
  Self.print(P.argv[P.argc] ? "argv does not end\n" : "");
  for (char **Each = P.envp; *Each; ++Each)
    if (strncmp(*Each, "FAKE_VARIABLE=", 14) == 0)
      Self.print("environment " + std::string(*Each) + "\n");
}

/// Writes to the ends of each part of a heap of so many pages.
void touchHeap(const LaunchParams &P, uint64_t Pages) {
  HeapPlan Plan = planHeap(P.heapBytes);
  char *Use = P.heap + Plan.useAt, *First = P.heap + Plan.pagesAt;
  for (char *Byte : {P.heap, P.heap + Pages * HeapRunBytes - 1, Use,
                     Use + Plan.pages, First, First + Pages * HeapPageBytes - 1})
    *Byte = 1;
}

/// Until the host has no more. Then once more what it refused, and one page less.
void growHeap(const Warp &Self) {
  LaunchParams &P = *Self.Params;
  std::string Text = "pages";
  uint64_t Pages = P.heapPages, Most = planHeap(P.heapBytes).pages, Steps = 0;
  bool TellsAll = P.argc > 2;
  for (Reply Last = {};; ++Steps) {
    touchHeap(P, Pages);
    if (TellsAll)
      Text += " " + std::to_string(Pages);
    if (Pages == Most)
      break;
    Last = Self.call(HostCall::GrowHeap, {Pages + 1});
    if (Last.Error) {
      Text += " error " + std::to_string(Last.Error);
      break;
    }
    if (Last.Result <= int64_t(Pages))
      Self.exit(1);
    Pages = static_cast<uint64_t>(Last.Result);
  }
  for (uint64_t Wanted : {Pages + 1, Most + 1, ~uint64_t(0)}) {
    Reply Again = Self.call(HostCall::GrowHeap, {Wanted});
    if (!Again.Error || Again.Result != int64_t(Pages))
      Self.exit(2);
  }
  Self.print(Text + (Pages == Most ? " all" : " not all") + "\n");
  Self.print("of " + std::to_string(Most) + " steps " + std::to_string(Steps) +
             " left " + std::to_string(Most - Pages) + "\n", StderrStream);
  Self.exit(0);
}

// Every warp of the launch says where it is; the ids must be 0 .. count - 1.
void printGeometry(const Warp &Self) {
  LaunchParams &P = *Self.Params;
  Self.shared().WarpIdBits[Self.Id / 64] |= uint64_t(1) << (Self.Id % 64);
  waitForAll(Self);
  if (Self.Id != 0)
    return;
  uint32_t Distinct = 0;
  for (auto &Word : Self.shared().WarpIdBits)
    Distinct += static_cast<uint32_t>(__builtin_popcountll(Word));
  char Line[256];
  snprintf(Line, sizeof(Line),
           "warps %u blocks %u per block %u distinct %u stack %llu local %llu "
           "heap %llu\n",
           P.warpCount, P.blockCount, P.warpsPerBlock, Distinct,
           static_cast<unsigned long long>(P.stackBytes),
           static_cast<unsigned long long>(P.localStackBytes),
           static_cast<unsigned long long>(P.heapBytes));
  Self.print(Line);
  snprintf(Line, sizeof(Line), "reserve %llu\n",
           static_cast<unsigned long long>(P.localStackReserve));
  Self.print(Line);
  bool Usable = reinterpret_cast<uint64_t>(P.heap) % (2 << 20) == 0 &&
                reinterpret_cast<uint64_t>(P.stacks) % 256 == 0;
  // First and last bytes are there; the heap of a real GPU cannot be touched
  // from here, but that of both devices in this test can.
  for (char *Byte : {P.stacks, P.stacks + P.warpCount * P.stackBytes - 1})
    *Byte = 1;
  touchHeap(P, P.heapPages);
  Self.exit(Usable ? 0 : 1);
}

// Warp 1 waits for input while the others go round the ring several times.
void readWhileOthersCall(const Warp &Self) {
  if (Self.Id == 1) {
    Reply Line = Self.call(HostCall::ReadLine, {StdinStream, 100});
    Self.print("line " + Line.Payload);
    ++Self.shared().Finished;
    return;
  }
  if (Self.Id == 0) {
    for (int I = 0; I < 5000; ++I)
      Self.call(HostCall::Clock, {});
    Self.print("5000 calls\n");
    Self.call(HostCall::Flush, {StdoutStream});
    while (!Self.shared().Finished)
      usleep(100);
    // 5,000 calls are four rounds of the ring and a bit.
    Self.exit(Self.shared().Repetitions == 4 ? 0 : 1);
  }
}

template <typename T> void store(char *At, uint32_t Offset, T Value) {
  memcpy(At + Offset, &Value, sizeof(T));
}

/// What the device's runtime would have written when one thread waits for a mutex
/// that the other holds, and that one for the first to end. What keeps it from
/// being a deadlock, if anything, is in \p How.
void playDeadlock(const Warp &Self, std::string_view How) {
  LaunchParams &P = *Self.Params;
  static const char Place[] = "stuck.cpp:7 (work)";
  char *Threads[2], *Mutex = P.heap + 64 * 1024;
  for (uint32_t I = 0; I < 2; ++I) {
    uint32_t Handle = 16 + 16 * I;
    char *T = Threads[I] = P.heap + Handle * ThreadLayout::Alignment;
    WarpLine Line = {};
    Line.mail = Handle;
    memcpy(P.scratch + ScratchLayout::Warps + I * sizeof(WarpLine), &Line,
           sizeof(Line));
    store(T, ThreadLayout::Status, ThreadLayout::Live);
    store(T, ThreadLayout::Id, uint64_t(I + 1));
    store(T, ThreadLayout::Warp, I);
    strcpy(T + ThreadLayout::Name, I ? "worker" : "");
    store(T, ThreadLayout::WaitKind, uint32_t(I ? WaitsForMutex : WaitsForThread));
  }
  char *WordOfWorker = Mutex + 128;
  WaitRecord Main = {Threads[1], Threads[1], ThreadLayout::Live, 1, 0,
                     nullptr, nullptr, 4, 1};
  WaitRecord Worker = {Mutex, WordOfWorker, 0, 1, 0, Place, nullptr, 4, 1};
  if (How == "timed")
    Worker.deadlineNs = ~uint64_t(0);
  if (How == "granted")
    store(WordOfWorker, 0, uint32_t(1));
  store(Threads[0], ThreadLayout::Wait, Main);
  store(Threads[1], ThreadLayout::Wait, Worker);
  store(Mutex, MutexLayout::Owner, Threads[0]);
  uint32_t Blocked = How == "host" ? 1 : 2, Polling = 0;
  if (How == "last") {
    // The other has just become idle, and this one goes on.
    strcpy(Threads[0] + ThreadLayout::Name, "worker");
    store(Threads[0], ThreadLayout::WaitKind, uint32_t(WaitsForOthers));
    store(Threads[0], ThreadLayout::Wait, WaitRecord{});
    store(P.scratch, ScratchLayout::Warps + uint32_t(sizeof(WarpLine)),
          EmptyMailbox);
    Blocked = 0, Polling = 1;
  }
  store(P.scratch, ScratchLayout::WarpCounts,
        P.warpCount - (How == "last" ? 1 : 2));
  store(P.scratch, ScratchLayout::PollingWarps, Polling);
  store(P.scratch, ScratchLayout::StartNs, uint64_t(1));
  store(P.scratch, ScratchLayout::BlockedWarps,
        Blocked);
  for (uint32_t Turn = 2;; ++Turn) {
    usleep(100'000);
    if (How == "waits-again")
      store(Threads[1],
            ThreadLayout::Wait + uint32_t(offsetof(WaitRecord, turn)), Turn);
    if (How == "mail")
      store(P.scratch,
            ScratchLayout::Warps + 2 * uint32_t(sizeof(WarpLine)) +
                uint32_t(offsetof(WarpLine, idleTurn)),
            Turn);
  }
}

void printTogether(const Warp &Self, bool ByRing) {
  int Lines = ByRing ? 3000 : 100;
  for (int I = 0; I < Lines; ++I) {
    std::string Line = "warp " + std::to_string(Self.Id) + " line " +
                       std::to_string(I) + "\n";
    ByRing ? Self.put(Line) : Self.print(Line);
  }
  if (++Self.shared().Finished == Self.Params->warpCount)
    Self.exit(0);
}

// Through a file and back, between the heap and other places.
void moveInBulk(const Warp &Self, const char *Path) {
  auto Require = [&](bool Condition, const char *What) {
    if (Condition)
      return;
    Self.print(std::string("failed: ") + What + "\n", StderrStream);
    Self.exit(1);
  };
  auto Address = [](const char *At) { return reinterpret_cast<uint64_t>(At); };
  auto Stream = static_cast<uint64_t>(
      Self.call(HostCall::Open, {},
                std::string(Path) + '\0' + "w+" + '\0').Result);
  uint64_t Bytes = (17 << 20) + 5;
  char *Heap = Self.Params->heap + planHeap(Self.Params->heapBytes).pagesAt;
  char *From = Heap + 3, *To = Heap + (32 << 20) + 1;
  for (uint64_t I = 0; I < Bytes; ++I)
    From[I] = static_cast<char>(I * 2654435761u >> 11);
  Self.put("head", Stream);
  Reply Written = Self.call(HostCall::BulkWrite, {Stream, Address(From), Bytes});
  Require(Written.Result == int64_t(Bytes) && !Written.Error, "write");
  Self.put("tail", Stream);
  Require(Self.call(HostCall::Tell, {Stream}).Result == int64_t(Bytes + 8), "tell");
  Self.call(HostCall::Seek, {Stream, 4, 0});
  Reply Read = Self.call(HostCall::BulkRead, {Stream, Address(To), Bytes + 100});
  Require(Read.Result == int64_t(Bytes + 4) && !Read.Error, "read");
  Require(!memcmp(To, From, Bytes) && !memcmp(To + Bytes, "tail", 4), "same");
  Require(Self.call(HostCall::Tell, {Stream}).Result == int64_t(Bytes + 8), "end");
  // What the file has already, and beyond.
  uint64_t Middle = 5 << 20;
  Self.call(HostCall::Seek, {Stream, Middle + 1, 0});
  Written = Self.call(HostCall::BulkWrite, {Stream, Address(From), Bytes});
  Require(Written.Result == int64_t(Bytes) && !Written.Error, "overwrite");
  Self.call(HostCall::Seek, {Stream, 4, 0});
  Read = Self.call(HostCall::BulkRead, {Stream, Address(To), Middle + Bytes});
  Require(Read.Result == int64_t(Middle - 3 + Bytes), "read again");
  Require(!memcmp(To, From, Middle - 3) && !memcmp(To + Middle - 3, From, Bytes),
          "overwritten");
  HeapPlan Plan = planHeap(Self.Params->heapBytes);
  char *End = Self.Params->heap + Plan.pagesAt +
              Self.Params->heapPages * HeapPageBytes;
  static char Elsewhere[100000];
  for (auto [At, Count] : {std::pair(Address(End - 10), uint64_t(11)),
                           std::pair(Address(End), uint64_t(1)),
                           std::pair(Address(Self.Params->heap), uint64_t(1)),
                           std::pair(Address(Elsewhere), uint64_t(sizeof(Elsewhere))),
                           std::pair(Address(From), ~uint64_t(0) - 1000),
                           std::pair(uint64_t(0), uint64_t(70000))})
    for (HostCall Call : {HostCall::BulkRead, HostCall::BulkWrite}) {
      Reply Refused = Self.call(Call, {Stream, At, Count});
      Require(Refused.Result == -1 && Refused.Error == EINVAL, "refuse");
    }
  Require(Self.call(HostCall::BulkWrite, {99, Address(From), 70000}).Result == -1,
          "unknown stream");
  Self.print("moved\n");
  Self.exit(0);
}

[[noreturn]] void fail(const Warp &Self, FaultKind Kind, uint64_t Detail,
                       const char *Text) {
  Self.call(HostCall::ThreadName, {7}, std::string_view("worker", 7));
  Self.call(HostCall::Fatal, {uint64_t(Kind), 7, 12, Detail, 0}, Text);
  abort();
}

void runMain(const Warp &Self, std::string_view What) {
  if (What == "exit")
    Self.exit(strtoull(Self.Params->argv[2], nullptr, 10));
  if (What == "arguments") {
    printArguments(Self);
    Self.exit(0);
  }
  if (What == "copy") {
    while (true) {
      Reply Bytes = Self.call(HostCall::Read, {StdinStream, 1000});
      Self.print(Bytes.Payload);
      if (Bytes.Result < 1000)
        Self.exit(0);
    }
  }
  if (What == "lines") {
    while (true) {
      Reply Line = Self.call(HostCall::ReadLine, {StdinStream, 4000});
      if (Line.Result == 0)
        Self.exit(0);
      Self.print("> " + Line.Payload);
      Self.call(HostCall::Flush, {AllStreams});
    }
  }
  if (What == "grow")
    growHeap(Self);
  if (What == "beyond-heap") {
    touchHeap(*Self.Params, Self.Params->heapPages);
    touchHeap(*Self.Params, Self.Params->heapPages + 1);
  }
  if (What == "bulk")
    moveInBulk(Self, Self.Params->argv[2]);
  if (What.starts_with("hole-")) {
    Self.put("before\n");
    Self.put("a record without its last cell\n", StdoutStream, false);
    Self.put("behind\n");
    if (What == "hole-null")
      *NearNull = 1;
    if (What == "hole-wait") {
      // Not by a call, which the host would hold up because of the hole.
      if (write(STDERR_FILENO, "ready\n", 6) == 6)
        Self.sleepForever();
    }
    if (What == "hole-flush") {
      Self.call(HostCall::Flush, {StdoutStream});
      Self.put("after\n");
      Self.print("called\n");
    }
    Self.exit(0);
  }
  if (What == "endless-output")
    while (true)
      Self.print(std::string(3000, 'x'));
  if (What == "unflushed-then-wait") {
    Self.print("written, not flushed");
    Self.print("ready\n", StderrStream);
    Self.sleepForever();
  }
  if (What == "dump") {
    // A load through a null pointer, of which only a core dump tells.
    Self.put("recorded before\n");
    // The host has the record when it answers.
    Self.print("printed before\n");
    void *Driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
    reinterpret_cast<void (*)()>(dlsym(Driver, "fakeCudaDump"))();
    for (int I = 0; I < 3; ++I) {
      Self.put("recorded after\n");
      Self.post(HostCall::Write, {StdoutStream}, "printed after\n");
    }
    if (Self.Params->argc > 2) {
      // What a wild store has left of the program calls abort.
      Self.post(HostCall::Fatal, {uint64_t(FaultKind::Abort), 9, 9}, "a later report");
      Self.post(HostCall::Exit, {3});
    }
    Warp::sleepForever();
  }
  if (What == "kernel-returns") {
    Self.print("last words\n");
    return;
  }
  if (What == "null") {
    Self.print("before\n");
    *NearNull = 1;
  }
  if (What == "divide")
    Self.exit(static_cast<uint64_t>(100 / Zero));
  if (What == "trap")
    __builtin_trap();
  if (What == "recurse") {
    volatile char Start = 0;
    recurse(&Start);
  }
  if (What == "abort")
    fail(Self, FaultKind::Abort, 0, "");
  if (What == "overflow")
    fail(Self, FaultKind::StackOverflow, 65536, "");
  if (What == "runtime-error")
    fail(Self, FaultKind::RuntimeError, 0, "free list is broken");
  if (What == "unsupported")
    fail(Self, FaultKind::Unsupported, 0, "throw from a detached thread");
  if (What == "stuck")
    playDeadlock(Self, Self.Params->argc > 2 ? Self.Params->argv[2] : "");
  if (What == "spin")
    Self.sleepForever();
  Self.print("unknown test " + std::string(What) + "\n", StderrStream);
  Self.exit(99);
}

void runWarp(LaunchParams *Params, uint32_t Id) {
  Warp Self = {Params, Id};
  std::string_view What = Params->argc > 1 ? Params->argv[1] : "exit";
  if (What == "geometry")
    return printGeometry(Self);
  if (What == "read-while-others-call")
    return readWhileOthersCall(Self);
  if (What == "together")
    return printTogether(Self, false);
  if (What == "records")
    return printTogether(Self, true);
  if (Id == 0)
    return runMain(Self, What);
  // Idle warps: those of a program whose kernel is to end must do so.
  if (What != "kernel-returns")
    Warp::sleepForever();
}

thread_local uint32_t BlockId, WarpInBlock, BlockCount;

void cpuKernel(LaunchParams *Params) {
  runWarp(Params, WarpInBlock * BlockCount + BlockId);
}

/// A fat binary of one cubin for sm_90 and PTX for it, as far as the launcher
/// reads it.
constexpr struct {
  uint32_t Magic = 0xBA55ED50;
  uint16_t Version = 1, HeaderBytes = 16;
  uint64_t BodyBytes = 2 * 80;
  struct Entry {
    uint16_t Kind, Version = 0x101;
    uint32_t HeaderBytes = 64;
    uint64_t BodyBytes = 16;
    uint32_t CompressedBytes = 0, Unknown = 0;
    uint16_t MinorVersion = 0, MajorVersion = 9;
    uint32_t ComputeCapability = 90;
    uint8_t Rest[32 + 16] = {};
  } Entries[2] = {{2}, {1}};
} FatBinary;

} // namespace

extern "C" {

void __heddle_cpu_set_warp(uint32_t Block, uint32_t Warp, uint32_t Blocks,
                           uint32_t) {
  BlockId = Block;
  WarpInBlock = Warp;
  BlockCount = Blocks;
}

/// FakeCuda.cpp's launch calls it for every warp of the grid.
[[gnu::visibility("default")]] void fakeGpuWarp(LaunchParams *Params,
                                                uint32_t Block, uint32_t Warp,
                                                uint32_t Blocks) {
  uint32_t Id = Warp * Blocks + Block;
  if (Id < Params->warpCount)
    runWarp(Params, Id);
}

extern const ProgramImage __heddle_program_image;
const ProgramImage __heddle_program_image = {
    FAKE_IMAGE_VERSION,
    90,
    reinterpret_cast<const unsigned char *>(&FatBinary),
    sizeof(FatBinary),
    FAKE_CPU_KERNEL ? cpuKernel : nullptr,
    FAKE_WARPS_PER_BLOCK,
    FAKE_BLOCKS_PER_MULTIPROCESSOR,
    FAKE_LARGE_FRAMES};

} // extern "C"
