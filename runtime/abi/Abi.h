//===- Abi.h - Contracts between passes, device runtime and launcher ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every structure that more than one of {compiler passes, device runtime,
// launcher} reads is declared here, once, with its layout asserted. The header
// is freestanding: it is compiled for nvptx64 and for the host, and a pointer
// has 8 bytes on both.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_ABI_ABI_H
#define HEDDLE_RUNTIME_ABI_ABI_H

#include <stddef.h>
#include <stdint.h>

namespace heddle::abi {

/// Changes whenever any structure or symbol below changes its meaning. The
/// launcher refuses a program image of another version.
inline constexpr uint32_t Version = 7;

/// The most warps a block can have (1,024 threads, CUDA C++ Programming Guide,
/// table "Technical Specifications per Compute Capability").
inline constexpr uint32_t MaxWarpsPerBlock = 32;

/// One a warp, for the whole life of the launch. On nvptx it is in shared
/// memory, so that a function's prologue reads its stack pointer in about 20
/// cycles. Passes know the offsets that are asserted below.
struct WarpContext {
  /// Next free byte of the running thread's stack in global memory. The stack
  /// grows upwards; a frame is [stackPointer, stackPointer + size).
  char *stackPointer;
  /// First byte beyond that stack.
  char *stackLimit;
  /// Lowest value that llvm.stacksave may take in a function that can recur:
  /// below it the lane's local stack is about to overflow.
  uint64_t localStackFloor;
  /// The thread that this warp is running (heddle::Thread), null while idle.
  void *thread;
  /// Dense id of the warp in [0, LaunchParams::warpCount). Warps are numbered
  /// so that consecutive ids stand on different SMs.
  uint32_t warpId;
  /// The SM's number as the hardware reports it (%smid).
  uint32_t smId;
  /// Set by lane 0 to wake the parked lanes; null tells them to leave.
  void (*region)(void *argument, uint32_t lane);
  void *regionArgument;
  /// For the runtime's own use (per-warp caches).
  void *runtimeState;
  /// The exception that is on its way up the running thread's calls, null when
  /// none is. LowerExceptions tests it after each call that may throw.
  void *pendingException;
  /// The running thread's block of thread_local variables, null until it uses
  /// one. LowerThreadLocals reads it.
  void *threadLocals;
  /// Where the running thread last called something that may block: the text
  /// "file:line (function)". RecordPlaces stores it in programs that have debug
  /// information; null before the thread's first such call.
  const char *place;
  /// WarpContextMark. After a fault the launcher finds the contexts by it in a core
  /// dump of shared memory, which has no symbols.
  uint64_t mark;
  /// Of the running thread (heddle::Thread::id); undefined while idle.
  uint64_t threadId;
};
inline constexpr uint64_t WarpContextMark = 0x745f656c64646568; // "heddle_t"
static_assert(offsetof(WarpContext, stackPointer) == 0);
static_assert(offsetof(WarpContext, stackLimit) == 8);
static_assert(offsetof(WarpContext, localStackFloor) == 16);
static_assert(offsetof(WarpContext, pendingException) == 64);
static_assert(offsetof(WarpContext, threadLocals) == 72);
static_assert(offsetof(WarpContext, place) == 80);
static_assert(sizeof(WarpContext) == 104);

/// What a thread's block of thread_local variables is to be. LowerThreadLocals
/// makes the one there is.
struct ThreadLocalImage {
  const uint64_t *image; ///< what the block begins with, or null
  uint64_t imageBytes;   ///< a multiple of 8; the rest of the block is zero
  uint64_t bytes;        ///< of the block, a multiple of 8
  uint64_t alignment;    ///< of the block, a power of two and 8 at least
};
static_assert(sizeof(ThreadLocalImage) == 32);

/// What a host call asks for: HostCalls.def.
enum class HostCall : uint32_t {
  None, ///< is no call's number
#define HEDDLE_HOST_CALL(Name) Name,
#include "HostCalls.def"
};

/// One more than the last call's number.
inline constexpr uint32_t HostCallCount = 1
#define HEDDLE_HOST_CALL(Name) +1
#include "HostCalls.def"
    ;

/// What StatusOf tells; the members are those of Linux's struct stat.
struct FileStatus {
  uint64_t device, inode, mode, links, owner, group, special;
  int64_t bytes, blockBytes, blocks;
  int64_t accessed[2], modified[2], changed[2]; ///< seconds, nanoseconds
};
static_assert(sizeof(FileStatus) == 128);

/// What SpaceOf tells; the members are those of struct statvfs.
struct FileSystemStatus {
  uint64_t blockBytes, fragmentBytes, blocks, free, available;
  uint64_t files, filesFree, filesAvailable, id, flags, longestName;
};
static_assert(sizeof(FileSystemStatus) == 88);

/// Of the last access and the last change, as utimensat takes them.
struct FileTimes {
  int64_t accessed[2], modified[2];
};
static_assert(sizeof(FileTimes) == 32);

/// What LockFile takes; the members are those of struct flock.
struct FileLock {
  int32_t type, whence;
  int64_t start, length, process;
};
static_assert(sizeof(FileLock) == 32);

/// One of those that PollFiles takes; the members are those of struct pollfd.
struct PolledFile {
  int32_t descriptor;
  int16_t events, found;
};
static_assert(sizeof(PolledFile) == 8);

/// Linux's struct tm. The zone's name ends with a null byte.
struct BrokenTime {
  int32_t second, minute, hour, day, month, year, weekday, yearDay, daylight;
  int32_t offset; ///< seconds east of UTC
  char zone[24];
};
static_assert(sizeof(BrokenTime) == 64);

/// What tzset sets: the names of a zone's standard and summer time, the seconds
/// that its standard time is west of UTC, and whether it ever had summer time.
struct ZoneSummary {
  char names[2][24];
  int64_t west;
  int64_t daylight;
};
static_assert(sizeof(ZoneSummary) == 64);

/// Which number of the launcher's process, which is the program's.
enum class ProcessNumberKind : uint64_t { Process, Parent, User, EffectiveUser, Group, EffectiveGroup };

/// Linux's struct utsname.
struct SystemNames {
  char system[65], node[65], release[65], version[65], machine[65], domain[65];
};

/// What HEDDLE_HEAP_CHECK has found.
enum class HeapError : uint32_t {
  None,
  NoBlock,        ///< free or realloc of what is none
  DoubleFree,
  Underflow,      ///< the canary before the block has been overwritten
  Overflow,       ///< the one behind it
  WriteAfterFree,
  Leak,           ///< one block
  Leaks,          ///< address: how many, bytes: of all together
};

struct HeapFinding {
  static constexpr uint32_t PlaceBytes = 256;
  HeapError error;
  uint32_t reserved;
  uint64_t address; ///< of the block
  uint64_t bytes;
  /// Ids of threads, 0 where there is none.
  uint64_t allocatedBy, freedBy, foundBy;
  /// Texts as WarpContext::place has them, cut if they are long; empty where nothing
  /// is known.
  char allocatedAt[PlaceBytes], freedAt[PlaceBytes], foundAt[PlaceBytes];
};
static_assert(sizeof(HeapFinding) == 48 + 3 * HeapFinding::PlaceBytes);
static_assert(sizeof(HeapFinding) <= 4096 - 128);

/// Streams 1, 2 and 3 are the host's stdin, stdout and stderr from the start;
/// 0 is never a stream.
enum : uint64_t { NoStream = 0, StdinStream = 1, StdoutStream = 2,
                  StderrStream = 3, AllStreams = ~uint64_t(0) };

/// HostCallSlot::error of an answer that is none: the call waits for something
/// outside, and its slot's next ticket has come round. The warp frees the slot
/// and posts the same request again. Given only to a request whose last
/// argument is MayPostAgain.
inline constexpr int32_t PostAgain = -1;
inline constexpr uint64_t MayPostAgain = 1;

/// Why a program ends without having asked to.
enum class FaultKind : uint32_t {
  Abort = 1,      ///< abort(), std::terminate: SIGABRT.
  StackOverflow,  ///< thread stack in global memory exhausted: SIGSEGV.
  RuntimeError,   ///< a broken invariant of the runtime itself: exit 70.
  Unsupported,    ///< something Heddle cannot do yet: SIGABRT.
  DivideError,    ///< integer division; the text is where: SIGFPE.
};

/// 32 bits of data and, in the upper half, a tag that says which use of the word's
/// place they belong to. It is stored and loaded as a whole, so that neither side needs to
/// order it after anything else: what has the tag is there. (NCCL's LL protocol.)
using TaggedWord = uint64_t;
constexpr TaggedWord tagged(uint32_t Tag, uint32_t Data) {
  return uint64_t(Tag) << 32 | Data;
}
constexpr uint32_t tagOf(TaggedWord Word) { return uint32_t(Word >> 32); }
constexpr uint32_t dataOf(TaggedWord Word) { return uint32_t(Word); }

/// One request of a warp to the host, in host-pinned memory.
///
/// The n-th use of a slot (n from 0) has these steps:
///   - the warp that drew ticket n * slots + index waits until the slot's earlier uses are
///     over, of which a word in the device's own memory tells;
///   - it writes the payload, and the request with the tag 2n + 1. If there is a payload,
///     request[0] is stored last and releases it, at system scope;
///   - the host, once all words have the tag, serves the request, writes the payload, and
///     the answer with the tag 2n + 2, answer[ResultAt] last.
struct alignas(128) HostCallSlot {
  static constexpr uint32_t PayloadBytes = 4096 - 128;
  /// request: the call, the payload's bytes, args and outputEnd, low halves first.
  static constexpr uint32_t RequestWords = 16;
  /// answer: at ResultAt the result, low half first, at ErrorAt the error and the payload's
  /// bytes. The two pairs are 32 bytes apart: a GPU has one load of a sector of the host's
  /// memory on its way at a time, so two of one sector take twice as long.
  static constexpr uint32_t AnswerWords = 6, ResultAt = 0, ErrorAt = 4;

  /// From here to outputEnd: the host's own copy of request and answer. sequence is the
  /// tag of the last one taken or given.
  uint32_t sequence;
  HostCall call;
  uint64_t args[6];
  int64_t result;
  /// errno of the host's call (Linux numbering), 0 on success.
  int32_t error;
  /// Bytes used in payload, by the request and then by the answer.
  uint32_t payloadBytes;
  /// What was reserved of the output ring when the call was made: the host
  /// consumes up to there first.
  uint64_t outputEnd;
  uint8_t reserved[128 - 80];
  alignas(128) TaggedWord request[RequestWords];
  alignas(128) TaggedWord answer[AnswerWords];
  uint8_t reservedToo[128 - 48];
  uint8_t payload[PayloadBytes];
};
static_assert(sizeof(HostCallSlot) == 4096 + 256);
static_assert(offsetof(HostCallSlot, request) == 128);
static_assert(offsetof(HostCallSlot, answer) == 256);
static_assert(offsetof(HostCallSlot, payload) == 384);

/// The most slots that a launch can have.
inline constexpr uint32_t MaxSlots = 1024;

/// How the bytes of a stream's fwrite go to the host.
enum class OutputWay : uint32_t {
  Unknown,  ///< by a call that asks for the way
  Call,     ///< by a call: who writes learns what came of it
  Ring,     ///< by the output ring
  PacedRing ///< by the ring, but for a call every OutputPace bytes: the reader of a pipe
            ///< may be slow
};
inline constexpr uint32_t OutputPace = 64 * 1024;

/// Of Write, when asked for the way.
struct WriteResult {
  static constexpr uint32_t WayShift = 32, WayMask = 3, FailuresShift = 40;
};

/// The output ring: what is written to buffered streams and needs no answer, in pinned
/// memory. Positions count cells and never go back; position p is in cell p mod cells.
/// Whoever adds 1 + ceil(bytes / 8) to the count of reserved cells has these for a record:
///
///   cell 0: stream; recordHeader(bytes)      the other cells: 8 bytes each
///
/// Every word has the tag p / cells + 1, modulo 2^32. The host consumes records in the
/// order of their positions and publishes how far it is, together with the number of
/// writes that failed without the program's having been told yet.
struct alignas(16) OutputCell {
  TaggedWord word[2];
};
inline constexpr uint32_t MaxRecordBytes = 8192;
constexpr uint32_t recordCells(uint32_t Bytes) { return 1 + (Bytes + 7) / 8; }
constexpr uint32_t recordHeader(uint32_t Bytes) { return Bytes | ~Bytes << 16; }
constexpr bool isRecordHeader(uint32_t Header) {
  uint32_t Bytes = Header & 0xffff;
  return Bytes != 0 && Bytes <= MaxRecordBytes && Header == recordHeader(Bytes);
}
/// OutputProgress: the low 48 bits of the position up to which the host has consumed, and
/// above the failures, modulo 2^16.
inline constexpr uint32_t ProgressBits = 48;
constexpr uint32_t failuresOf(uint64_t Progress) {
  return uint32_t(Progress >> ProgressBits);
}
/// Cells between what is consumed and End, which is not before that.
constexpr uint64_t cellsBehind(uint64_t Progress, uint64_t End) {
  return (End - Progress) & ((uint64_t(1) << ProgressBits) - 1);
}

/// The heap is a range of addresses, of which only the beginning of each part has to be
/// memory: a table with HeapRunBytes for each page; one with a byte for each and one
/// more, all of which is memory from the start; the pages.
inline constexpr uint64_t HeapPageBytes = 8 * 1024;
inline constexpr uint64_t HeapRunBytes = 32;
struct HeapPlan {
  uint64_t useAt;   ///< offset of the second table
  uint64_t pagesAt; ///< of the pages, which are aligned to their size
  uint32_t pages;
};
constexpr HeapPlan planHeap(uint64_t HeapBytes) {
  constexpr uint64_t Alignment = 2 * 1024 * 1024;
  uint64_t Count = HeapBytes / (HeapPageBytes + HeapRunBytes + 1);
  // One number stands for no page.
  if (Count >= ~uint32_t(0))
    Count = ~uint32_t(0) - 1;
  uint64_t Tables = Count * (HeapRunBytes + 1) + 1;
  uint64_t Offset = (Tables + Alignment - 1) & ~(Alignment - 1);
  // A heap of a few megabytes cannot afford that alignment.
  if (Offset > HeapBytes / 4)
    Offset = (Tables + 2 * HeapPageBytes - 1) & ~(HeapPageBytes - 1);
  uint64_t Fit = HeapBytes > Offset ? (HeapBytes - Offset) / HeapPageBytes : 0;
  if (Count > Fit)
    Count = Fit;
  return {Count * HeapRunBytes, Offset, uint32_t(Count)};
}

/// Of the heap, in LaunchParams::scratch, for the launcher.
struct HeapStatistics {
  uint64_t mappedBytes; ///< pages that are memory
  uint64_t peakBytes;   ///< the most that pages in use have been
  uint64_t growths;     ///< how often the host was asked for more
  uint64_t reapedObjects; ///< taken from the caches since there were no pages
};
inline constexpr uint64_t HeapStatisticsAt = 56 * 1024;

/// Everything the kernel is told at launch; one copy in memory the device can
/// read. All addresses are device addresses.
struct LaunchParams {
  uint32_t version;       ///< abi::Version
  uint32_t warpCount;     ///< warps in the grid that may run threads, >= 1
  uint32_t warpsPerBlock; ///< in [1, MaxWarpsPerBlock]
  uint32_t blockCount;    ///< warpCount == warpsPerBlock * blockCount, or less
  char *stacks;           ///< warpCount stacks, each stackBytes, 256-aligned
  uint64_t stackBytes;    ///< of one warp's stack in global memory
  uint64_t localStackBytes; ///< the lane's local stack (CU_LIMIT_STACK_SIZE)
  /// Of them, what recursion leaves to the functions that it calls. At least
  /// localStackBytes when recursion is not to be watched.
  uint64_t localStackReserve;
  char *heap;             ///< 2 MiB aligned; planHeap
  uint64_t heapBytes;     ///< of addresses
  char *scratch;          ///< zeroed; the scheduler's tables, scratchBytes()
  uint64_t scratchBytes;
  HostCallSlot *slots;    ///< slotCount slots, zeroed, host-pinned
  OutputCell *output;     ///< outputCells cells, zeroed, host-pinned
  const uint64_t *outputProgress; ///< the host's word, pinned
  uint32_t outputCells;   ///< a power of two, 2,048 at least
  uint32_t slotCount;     ///< a power of two, MaxSlots at most
  int32_t argc;
  char **argv;            ///< argc pointers and a null
  char **envp;            ///< pointers and a null
  uint32_t checksHeap;    ///< HEDDLE_HEAP_CHECK: 0 or 1
  uint32_t heapPages;     ///< how many of the heap's pages are memory from the start
};
static_assert(sizeof(LaunchParams) == 144);

/// Zeroed bytes the scheduler needs for \p WarpCount warps.
constexpr uint64_t scratchBytes(uint32_t WarpCount) {
  return uint64_t(64) * 1024 + uint64_t(WarpCount) * 4096;
}

/// What heddle-ld embeds in an executable, under the name ProgramImageSymbol.
struct ProgramImage {
  uint32_t version;         ///< abi::Version
  uint32_t computeCapability; ///< of the cubin, for example 90; 0 when none
  const unsigned char *fatbin; ///< cubin and PTX for cuModuleLoadData, or null
  uint64_t fatbinBytes;
  /// The CPU device's kernel, or null when built for the GPU alone.
  void (*cpuKernel)(LaunchParams *);
  uint32_t warpsPerBlock;   ///< the block size the kernel was compiled for
  /// As many blocks on a multiprocessor as it was compiled to leave registers for.
  /// No more are launched, even if they would fit.
  uint32_t blocksPerMultiprocessor;
  /// The sum of the local frames of 1 KiB or more of the cubin's functions: what
  /// one call chain needs beyond what its small frames do. 0 for most programs.
  uint32_t largeFrameBytes;
};
static_assert(sizeof(ProgramImage) == 48);

} // namespace heddle::abi

#endif // HEDDLE_RUNTIME_ABI_ABI_H
