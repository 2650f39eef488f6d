//===- HostCallServer.cpp - What each host call does ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCallServer.h"

#include "Demangle.h"
#include "ExitCodes.h"
#include "FaultReport.h"
#include "HostCommands.h"
#include "HostIdentity.h"
#include "HostLocalTime.h"
#include "LaunchFailure.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <memory>
#include <stdio_ext.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

using heddle::abi::FaultKind;
using heddle::abi::HostCall;
using heddle::abi::HostCallSlot;

namespace heddle::host {

/// More threads than this keep their numbers for names.
static constexpr size_t MaxThreadNames = 1 << 16;

std::optional<std::string> takeString(std::span<const uint8_t> &Bytes) {
  auto End = std::ranges::find(Bytes, uint8_t(0));
  if (End == Bytes.end())
    return std::nullopt;
  std::string Text(Bytes.begin(), End);
  Bytes = Bytes.subspan(Text.size() + 1);
  return Text;
}

HostCallRequest::HostCallRequest(const HostCallSlot &Slot) {
  const volatile HostCallSlot &Shared = Slot;
  Call = Shared.call;
  for (size_t I = 0; I < Args.size(); ++I)
    Args[I] = Shared.args[I];
  PayloadBytes = Shared.payloadBytes;
}

struct HostCallServer::Answer {
  int64_t Result = 0;
  int Error = 0;
  uint32_t PayloadBytes = 0;
  /// Clock's second result.
  std::optional<uint64_t> FirstArg = {};

  Answer() = default;
  Answer(int64_t Result, int Error = 0, uint32_t PayloadBytes = 0,
         std::optional<uint64_t> FirstArg = {})
      : Result(Result), Error(Error), PayloadBytes(PayloadBytes),
        FirstArg(FirstArg) {}
  Answer(const HostCallAnswer &Other)
      : Answer(Other.Result, Other.Error, Other.PayloadBytes) {}
};

// What a refused request is answered with: counts and handles say failure by
// 0, all other calls by -1, as the C functions behind them do.
static int64_t failureResult(HostCall Call) {
  switch (Call) {
  case HostCall::Write:
  case HostCall::Read:
  case HostCall::ReadLine:
  case HostCall::Open:
  case HostCall::Random:
  case HostCall::IsTerminal:
  case HostCall::FileStream:
    return 0;
  default:
    return -1;
  }
}

int64_t HostCallServer::serve(HostCallSlot &Slot) {
  HostCallRequest Request(Slot);
  Answer Reply;
  if (Request.PayloadBytes > HostCallSlot::PayloadBytes)
    Reply = {failureResult(Request.Call), EINVAL};
  else
    Reply = dispatch(Request, Slot.payload);
  Slot.result = Reply.Result;
  Slot.error = Reply.Error;
  Slot.payloadBytes = Reply.PayloadBytes;
  if (Reply.FirstArg)
    Slot.args[0] = *Reply.FirstArg;
  count(Request, Reply.Result);
  return Reply.Result;
}

void HostCallServer::count(const HostCallRequest &Request, int64_t Result) {
  constexpr auto Relaxed = std::memory_order_relaxed;
  auto Number = static_cast<uint32_t>(Request.Call);
  (Number < Served.size() ? Served[Number] : ServedOthers).fetch_add(1, Relaxed);
  switch (Request.Call) {
  case HostCall::Write:
    // Above are other things.
    BytesWritten.fetch_add(static_cast<uint32_t>(Result), Relaxed);
    break;
  case HostCall::WriteFile:
  case HostCall::BulkWrite:
    BytesWritten.fetch_add(Result > 0 ? static_cast<uint64_t>(Result) : 0, Relaxed);
    break;
  case HostCall::Read:
  case HostCall::ReadLine:
  case HostCall::ReadFile:
  case HostCall::BulkRead:
    BytesRead.fetch_add(Result > 0 ? static_cast<uint64_t>(Result) : 0, Relaxed);
    break;
  default:
    break;
  }
}

HostCallCounts HostCallServer::counts() const {
  HostCallCounts Counts;
  for (size_t I = 0; I < Served.size(); ++I)
    Counts.All += Counts.Calls[I] = Served[I].load(std::memory_order_relaxed);
  Counts.All += ServedOthers.load(std::memory_order_relaxed);
  Counts.BytesWritten = BytesWritten.load(std::memory_order_relaxed);
  Counts.BytesRead = BytesRead.load(std::memory_order_relaxed);
  return Counts;
}

static uint64_t nanoseconds(clockid_t Clock) {
  timespec Now;
  clock_gettime(Clock, &Now);
  return uint64_t(Now.tv_sec) * 1'000'000'000 + uint64_t(Now.tv_nsec);
}

HostCallServer::Answer HostCallServer::dispatch(const HostCallRequest &Request,
                                                uint8_t *Payload) {
  errno = 0;
  switch (Request.Call) {
  case HostCall::Exit:
    if (!End)
      End = Ending{static_cast<int>(Request.Args[0] & 255), 0, {}};
    return {};
  case HostCall::Fatal:
    recordFatal(Request, Payload);
    return {};
  case HostCall::Write:
    return write(Request, Payload);
  case HostCall::Read:
    return read(Request, Payload);
  case HostCall::ReadLine:
    return readLine(Request, Payload);
  case HostCall::Open:
    return open(Request, Payload);
  case HostCall::Close: {
    int Result = Streams.close(Request.Args[0]);
    return {Result, Result ? errno : 0};
  }
  case HostCall::BulkRead:
  case HostCall::BulkWrite:
    return bulk(Request);
  case HostCall::Flush:
    return flush(Request);
  case HostCall::Seek:
    return seek(Request);
  case HostCall::Tell:
    return tell(Request);
  case HostCall::StreamState:
    return streamState(Request);
  case HostCall::Unget:
    return unget(Request);
  case HostCall::Remove:
    return removePath(Request, Payload);
  case HostCall::Rename:
    return renamePath(Request, Payload);
  case HostCall::Clock:
    return {static_cast<int64_t>(nanoseconds(CLOCK_REALTIME)), 0, 0,
            nanoseconds(CLOCK_MONOTONIC)};
  case HostCall::SetBuffer: {
    uint64_t Mode = Request.Args[1];
    int Result = Streams.setBuffer(
        Request.Args[0], Mode <= 2 ? static_cast<int>(Mode) : -1,
        Request.Args[2]);
    return {Result, Result ? errno : 0};
  }
  case HostCall::IsTerminal: {
    int Result = isatty(static_cast<int>(Request.Args[0]));
    return {Result, Result ? 0 : errno};
  }
  case HostCall::Random:
    return random(Request, Payload);
  case HostCall::Demangle:
    return demangle(Request, Payload);
  case HostCall::ThreadName:
    return nameThread(Request, Payload);
  case HostCall::HeapFinding:
    return reportHeapFinding(Request, Payload);
  case HostCall::GrowHeap:
    return growHeap(Request);
  case HostCall::System:
    return runCommand(Request, Payload);
  case HostCall::LocalTime:
    return localTime(Request, Payload);
  case HostCall::MakeTime:
    return makeTime(Request, Payload);
  case HostCall::TimeZone:
    return timeZone(Request, Payload);
  case HostCall::ProcessNumber:
    return processNumber(Request);
  case HostCall::NamesOfSystem:
    return namesOfSystem(Payload);
  default:
    return Files.serve(Request, Payload);
  }
}

HostCallServer::Answer HostCallServer::growHeap(const HostCallRequest &Request) {
  if (!GrowHeap)
    return {-1, EINVAL};
  uint32_t Pages = GrowHeap(Request.Args[0]);
  return {Pages, Pages < Request.Args[0] ? ENOMEM : 0};
}

HostCallServer::Answer HostCallServer::write(const HostCallRequest &Request,
                                             const uint8_t *Payload) {
  uint64_t Stream = Request.Args[0];
  FILE *File = Streams.find(Stream);
  if (!File)
    return {0, EINVAL};
  size_t Count = 0;
  int Error = Streams.takeError(Stream);
  if (!Error) {
    Count = fwrite(Payload, 1, Request.PayloadBytes, File);
    Error = Count < Request.PayloadBytes ? errno : 0;
  }
  uint64_t Result = Count;
  if (Request.Args[1] == 1) {
    using Fields = abi::WriteResult;
    auto Way = Output ? Streams.way(Stream) : abi::OutputWay::Call;
    Result |= static_cast<uint64_t>(Way) << Fields::WayShift;
    if (Output)
      Result |= uint64_t(Output->failures()) << Fields::FailuresShift;
  }
  return {static_cast<int64_t>(Result), Error};
}

void HostCallServer::writeOutput(uint64_t Stream,
                                 std::span<const uint8_t> Bytes) {
  FILE *File = Streams.find(Stream);
  if (!File)
    return;
  size_t Count = fwrite(Bytes.data(), 1, Bytes.size(), File);
  BytesWritten.fetch_add(Count, std::memory_order_relaxed);
  if (Count < Bytes.size() && Streams.deferError(Stream, errno) && Output)
    Output->countFailure();
}

// Past the FILE, which then goes on behind it.
HostCallServer::Answer HostCallServer::bulk(const HostCallRequest &Request) {
  const auto [Stream, Address, Bytes, A3, A4, A5] = Request.Args;
  FILE *File = Streams.findRegular(Stream);
  if (!Bulk || !File || !Bulk->holds(Address, Bytes))
    return {-1, EINVAL};
  if (int Error = Streams.takeError(Stream))
    return {0, Error};
  off_t Offset = ftello(File);
  if (Offset < 0 || fflush(File) == EOF)
    return {Offset < 0 ? -1 : 0, errno};
  int Descriptor = fileno(File);
  bool Appends = Request.Call == HostCall::BulkWrite &&
                 fcntl(Descriptor, F_GETFL) & O_APPEND;
  BulkTransfer::Outcome Done =
      Request.Call == HostCall::BulkRead
          ? Bulk->read(Descriptor, Offset, Address, Bytes)
      : Appends ? Bulk->append(Descriptor, Address, Bytes)
                : Bulk->write(Descriptor, Offset, Address, Bytes);
  if (Appends)
    fseeko(File, 0, SEEK_END);
  else
    fseeko(File, Offset + static_cast<off_t>(Done.Bytes), SEEK_SET);
  return {static_cast<int64_t>(Done.Bytes), Done.Error};
}

HostCallServer::Answer HostCallServer::read(const HostCallRequest &Request,
                                            uint8_t *Payload) {
  FILE *File = Streams.find(Request.Args[0]);
  if (!File)
    return {0, EINVAL};
  size_t Most = std::min<uint64_t>(Request.Args[1], HostCallSlot::PayloadBytes);
  size_t Count = fread(Payload, 1, Most, File);
  return {static_cast<int64_t>(Count),
          Count < Most && ferror(File) ? errno : 0,
          static_cast<uint32_t>(Count)};
}

HostCallServer::Answer HostCallServer::readLine(const HostCallRequest &Request,
                                                uint8_t *Payload) {
  FILE *File = Streams.find(Request.Args[0]);
  if (!File)
    return {0, EINVAL};
  size_t Most = std::min<uint64_t>(Request.Args[1], HostCallSlot::PayloadBytes);
  size_t Count = 0;
  flockfile(File);
  while (Count < Most) {
    int Character = getc_unlocked(File);
    if (Character == EOF)
      break;
    Payload[Count++] = static_cast<uint8_t>(Character);
    if (Character == '\n')
      break;
  }
  bool Failed = Count < Most && ferror_unlocked(File);
  funlockfile(File);
  return {static_cast<int64_t>(Count), Failed ? errno : 0,
          static_cast<uint32_t>(Count)};
}

HostCallServer::Answer HostCallServer::open(const HostCallRequest &Request,
                                            const uint8_t *Payload) {
  std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
  std::optional<std::string> Path = takeString(Bytes);
  std::optional<std::string> Mode = takeString(Bytes);
  if (!Path || !Mode)
    return {0, EINVAL};
  uint64_t Id = Streams.open(Path->c_str(), Mode->c_str());
  return {static_cast<int64_t>(Id), Id == abi::NoStream ? errno : 0};
}

HostCallServer::Answer HostCallServer::flush(const HostCallRequest &Request) {
  int Result;
  if (Request.Args[0] == abi::AllStreams) {
    Result = StreamsInUse ? Streams.flushAll(StreamsInUse())
                          : Streams.flushAll();
  } else {
    FILE *File = Streams.find(Request.Args[0]);
    if (!File)
      return {-1, EINVAL};
    Result = fflush(File);
    if (int Error = Streams.takeError(Request.Args[0]); Error && !Result)
      return {EOF, Error};
  }
  return {Result, Result ? errno : 0};
}

HostCallServer::Answer HostCallServer::seek(const HostCallRequest &Request) {
  FILE *File = Streams.find(Request.Args[0]);
  if (!File || Request.Args[2] > SEEK_END)
    return {-1, EINVAL};
  int Result = fseeko(File, static_cast<off_t>(Request.Args[1]),
                      static_cast<int>(Request.Args[2]));
  if (int Error = Streams.takeError(Request.Args[0]); Error && !Result)
    return {-1, Error};
  return {Result, Result ? errno : 0};
}

HostCallServer::Answer HostCallServer::tell(const HostCallRequest &Request) {
  FILE *File = Streams.find(Request.Args[0]);
  if (!File)
    return {-1, EINVAL};
  off_t Result = ftello(File);
  return {Result, Result < 0 ? errno : 0};
}

HostCallServer::Answer
HostCallServer::streamState(const HostCallRequest &Request) {
  FILE *File = Streams.find(Request.Args[0]);
  if (!File || Request.Args[1] > 1)
    return {-1, EINVAL};
  bool Failed = Streams.takeError(Request.Args[0]) != 0;
  if (Request.Args[1] == 1) {
    clearerr(File);
    Failed = false;
  }
  return {(feof(File) ? 1 : 0) | (ferror(File) || Failed ? 2 : 0)};
}

HostCallServer::Answer HostCallServer::unget(const HostCallRequest &Request) {
  FILE *File = Streams.find(Request.Args[0]);
  // In a stream that is being written to, glibc's ungetc frees what it has not
  // allocated.
  if (!File || !__freadable(File) || __fwriting(File))
    return {-1, EINVAL};
  int Character = static_cast<int>(static_cast<int64_t>(Request.Args[1]));
  return {ungetc(Character, File)};
}

HostCallServer::Answer
HostCallServer::removePath(const HostCallRequest &Request,
                           const uint8_t *Payload) {
  std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
  std::optional<std::string> Path = takeString(Bytes);
  if (!Path)
    return {-1, EINVAL};
  int Result = ::remove(Path->c_str());
  return {Result, Result ? errno : 0};
}

HostCallServer::Answer
HostCallServer::renamePath(const HostCallRequest &Request,
                           const uint8_t *Payload) {
  std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
  std::optional<std::string> Old = takeString(Bytes);
  std::optional<std::string> New = takeString(Bytes);
  if (!Old || !New)
    return {-1, EINVAL};
  int Result = ::rename(Old->c_str(), New->c_str());
  return {Result, Result ? errno : 0};
}

HostCallServer::Answer HostCallServer::random(const HostCallRequest &Request,
                                              uint8_t *Payload) {
  size_t Most = std::min<uint64_t>(Request.Args[0], HostCallSlot::PayloadBytes);
  size_t Count = 0;
  while (Count < Most) {
    ssize_t Got = getrandom(Payload + Count, Most - Count, 0);
    if (Got < 0 && errno != EINTR)
      return {static_cast<int64_t>(Count), errno, static_cast<uint32_t>(Count)};
    Count += Got > 0 ? static_cast<size_t>(Got) : 0;
  }
  return {static_cast<int64_t>(Count), 0, static_cast<uint32_t>(Count)};
}

HostCallServer::Answer HostCallServer::demangle(const HostCallRequest &Request,
                                                uint8_t *Payload) {
  std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
  std::optional<std::string> Mangled = takeString(Bytes);
  if (!Mangled)
    return {-1, EINVAL};
  std::optional<std::string> Demangled = heddle::host::demangle(*Mangled);
  if (!Demangled)
    return {-1, EINVAL};
  std::string &Name = *Demangled;
  Name.resize(std::min<size_t>(Name.size(), HostCallSlot::PayloadBytes - 1));
  memcpy(Payload, Name.c_str(), Name.size() + 1);
  return {0, 0, static_cast<uint32_t>(Name.size() + 1)};
}

HostCallServer::Answer
HostCallServer::nameThread(const HostCallRequest &Request,
                           const uint8_t *Payload) {
  std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
  std::optional<std::string> Name = takeString(Bytes);
  if (!Name)
    return {-1, EINVAL};
  if (ThreadNames.size() < MaxThreadNames ||
      ThreadNames.contains(Request.Args[0]))
    ThreadNames[Request.Args[0]] = *Name;
  return {};
}

std::string HostCallServer::describeThread(uint64_t Thread) const {
  auto Name = ThreadNames.find(Thread);
  std::string Quoted =
      Name == ThreadNames.end() ? "" : " \"" + printable(Name->second) + "\"";
  return "thread " + std::to_string(Thread) + Quoted;
}

HostCallServer::Answer
HostCallServer::reportHeapFinding(const HostCallRequest &Request,
                                  const uint8_t *Payload) {
  abi::HeapFinding Found;
  if (Request.PayloadBytes != sizeof(Found))
    return {-1, EINVAL};
  memcpy(&Found, Payload, sizeof(Found));
  auto Where = [&](uint64_t Thread, const char *Place) {
    std::string Text(Place, strnlen(Place, abi::HeapFinding::PlaceBytes));
    return "in " + describeThread(Thread) + (Text.empty() ? "" : ", at " + Text);
  };
  std::string Bytes = std::to_string(Found.bytes);
  std::string Address =
      format("0x%llx", static_cast<unsigned long long>(Found.address));
  std::string Block = "the block of " + Bytes + " bytes at " + Address;
  std::string FoundIn = Where(Found.foundBy, Found.foundAt);
  std::string What;
  switch (Found.error) {
  case abi::HeapError::NoBlock:
    What = "free of " + Address + ", which is no block of the heap, " + FoundIn;
    break;
  case abi::HeapError::DoubleFree:
    What = "double free of " + Block + " " + FoundIn;
    break;
  case abi::HeapError::Underflow:
    What = "write before the beginning of " + Block + ", found " + FoundIn;
    break;
  case abi::HeapError::Overflow:
    What = "write beyond the end of " + Block + ", found " + FoundIn;
    break;
  case abi::HeapError::WriteAfterFree:
    What = "write to " + Block + " after it was freed, found " + FoundIn;
    break;
  case abi::HeapError::Leak:
    What = Block + " was never freed";
    break;
  case abi::HeapError::Leaks:
    What = std::to_string(Found.address) + " blocks of " + Bytes +
           " bytes together were never freed";
    break;
  default:
    return {-1, EINVAL};
  }
  std::string Report = "heddle: heap: " + What + "\n";
  if (Found.allocatedBy)
    Report += "heddle:   allocated " +
              Where(Found.allocatedBy, Found.allocatedAt) + "\n";
  if (Found.freedBy)
    Report += "heddle:   freed " + Where(Found.freedBy, Found.freedAt) + "\n";
  // What the program has written comes first.
  fflush(stdout);
  fputs(Report.c_str(), stderr);
  fflush(stderr);
  return {};
}

/// "function at file:line" or "function".
static CodePlace readPlace(const std::string &Text) {
  CodePlace Place;
  size_t At = Text.find(" at ");
  Place.Function = Text.substr(0, At);
  if (At == std::string::npos)
    return Place;
  std::string File = Text.substr(At + 4);
  size_t Colon = File.rfind(':');
  Place.File = File.substr(0, Colon);
  if (Colon != std::string::npos)
    Place.Line =
        static_cast<uint32_t>(strtoul(File.c_str() + Colon + 1, nullptr, 10));
  return Place;
}

void HostCallServer::recordFatal(const HostCallRequest &Request,
                                 const uint8_t *Payload) {
  if (End)
    return;
  const auto &[Kind, Thread, Warp, Detail, OwnStack, Unused] = Request.Args;
  (void)Unused;
  std::string Text(Payload, std::find(Payload, Payload + Request.PayloadBytes,
                                      uint8_t(0)));
  while (!Text.empty() && Text.back() == '\n')
    Text.pop_back();
  std::string Who = describeThread(Thread) + " (warp " + std::to_string(Warp) + ")";
  std::string More = Text.empty() ? "" : ": " + Text;
  Ending Result;
  switch (static_cast<FaultKind>(Kind)) {
  case FaultKind::Abort:
    // abort() itself is silent on Linux; whoever called it has said why.
    Result.Signal = SIGABRT;
    if (!Text.empty())
      Result.Message = "heddle: " + Text + " in " + Who + "\n";
    break;
  case FaultKind::StackOverflow:
    Result.Signal = SIGSEGV;
    Result.Message = format(
        "heddle: stack overflow in %s: frame of %llu bytes exceeds the "
        "thread's stack of %llu bytes; HEDDLE_STACK sets the size%s\n",
        Who.c_str(), static_cast<unsigned long long>(Detail),
        static_cast<unsigned long long>(OwnStack ? OwnStack : StackBytes),
        More.c_str());
    break;
  case FaultKind::Unsupported:
    Result.Signal = SIGABRT;
    Result.Message = "heddle: not supported yet, in " + Who + More + "\n";
    break;
  case FaultKind::DivideError: {
    Result.Signal = SIGFPE;
    DeviceFault Fault;
    describeDivideError(Fault);
    Fault.Frames.push_back(readPlace(Text));
    Result.Message = describeFault(Fault, Who);
    break;
  }
  case FaultKind::RuntimeError:
    Result.Status = static_cast<int>(ExitCode::RuntimeError);
    Result.Message = "heddle: internal error in " + Who + More +
                     "; this is a defect of Heddle\n";
    break;
  default:
    Result.Status = static_cast<int>(ExitCode::RuntimeError);
    Result.Message = format("heddle: internal error in %s: unknown fault %llu",
                            Who.c_str(),
                            static_cast<unsigned long long>(Kind)) +
                     More + "\n";
    break;
  }
  End = std::move(Result);
}

uint64_t HostCallServer::streamOf(const HostCallRequest &Request) {
  switch (Request.Call) {
  case HostCall::Write:
  case HostCall::Read:
  case HostCall::ReadLine:
  case HostCall::BulkRead:
  case HostCall::BulkWrite:
  case HostCall::Close:
  case HostCall::Flush:
  case HostCall::Seek:
  case HostCall::Tell:
  case HostCall::StreamState:
  case HostCall::Unget:
  case HostCall::SetBuffer:
  case HostCall::StreamFile:
    return Request.Args[0];
  case HostCall::ReplaceFile:
    // What has been written goes to the file before.
    return Request.Args[1] == STDOUT_FILENO   ? abi::StdoutStream
           : Request.Args[1] == STDERR_FILENO ? abi::StderrStream
                                              : abi::NoStream;
  default:
    return abi::NoStream;
  }
}

std::optional<HostCallServer::Waiting>
HostCallServer::mayWait(const HostCallSlot &Slot,
                        const HostCallRequest &Request) const {
  if (Request.PayloadBytes > HostCallSlot::PayloadBytes)
    return std::nullopt;
  std::span<const uint8_t> Bytes(Slot.payload, Request.PayloadBytes);
  uint64_t Stream = Request.Args[0];
  switch (Request.Call) {
  case HostCall::Read:
  case HostCall::ReadLine:
    if (Streams.readMayBlock(
            Stream,
            std::min<uint64_t>(Request.Args[1], HostCallSlot::PayloadBytes),
            Request.Call == HostCall::ReadLine))
      return Waiting{Stream};
    return std::nullopt;
  case HostCall::Write:
    if (Streams.writeMayBlock(Stream, Bytes))
      return Waiting{Stream};
    return std::nullopt;
  case HostCall::Flush:
  case HostCall::Close:
  case HostCall::Seek:
    if (Stream != abi::AllStreams && Streams.flushMayBlock(Stream))
      return Waiting{Stream};
    return std::nullopt;
  case HostCall::BulkRead:
  case HostCall::BulkWrite:
    // Not for something outside, but long enough.
    if (Request.Args[2] > BulkTransfer::PieceBytes)
      return Waiting{Stream};
    return std::nullopt;
  case HostCall::Open: {
    // Opening a FIFO waits for its other end.
    std::optional<std::string> Path = takeString(Bytes);
    struct stat Status;
    if (Path && stat(Path->c_str(), &Status) == 0 && S_ISFIFO(Status.st_mode))
      return Waiting{abi::NoStream};
    return std::nullopt;
  }
  case HostCall::System:
    return Waiting{abi::NoStream};
  default:
    if (Files.mayWait(Request, Slot.payload))
      return Waiting{abi::NoStream};
    return std::nullopt;
  }
}

} // namespace heddle::host
