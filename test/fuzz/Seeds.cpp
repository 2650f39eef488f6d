//===- Seeds.cpp - What the fuzzers begin with ----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: HeddleFuzzSeeds FOLDER: writes host-calls/, hang-reports/ and
// core-dumps/ into it. Made from the same declarations as the launcher, so a seed
// is always what a device would write.
//
//===----------------------------------------------------------------------===//

#include "../../runtime/abi/Abi.h"
#include "../../runtime/abi/ThreadTable.h"
#include "../host/FakeCoreDump.h"
#include "FuzzedTables.h"
#include "HostCallScript.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/stat.h>

using namespace heddle::abi;
using namespace heddle::test;
using namespace std::string_view_literals;

namespace {

std::string Folder;

void write(const std::string &Name, const Bytes &Contents) {
  std::string Path = Folder + "/" + Name;
  FILE *File = fopen(Path.c_str(), "w");
  if (!File || fwrite(Contents.data(), 1, Contents.size(), File) != Contents.size() ||
      fclose(File) != 0) {
    perror(Path.c_str());
    exit(1);
  }
}

struct Value {
  ScriptValue Kind;
  uint64_t Number;
  uint32_t Size;
  Value(int Number)
      : Kind(ScriptValue::SignedByte), Number(static_cast<uint64_t>(Number)), Size(1) {}
  Value(ScriptValue Kind, uint64_t Number, uint32_t Size)
      : Kind(Kind), Number(Number), Size(Size) {}
};
Value word(uint64_t Number) { return {ScriptValue::Word, Number, 8}; }
Value result(uint64_t Index) { return {ScriptValue::Result, Index, 1}; }
Value heap(uint64_t Offset) { return {ScriptValue::Heap, Offset, 2}; }
const Value Here = {ScriptValue::Constant, 0, 1};
const Value Create = {ScriptValue::Constant, 12, 1};
const Value EmptyPath = {ScriptValue::Constant, 11, 1};

class Script {
public:
  explicit Script(uint8_t Lanes = 0) { append(All, Lanes); }

  Script &call(HostCall Call, std::initializer_list<Value> Args = {},
               std::string_view Payload = {}, uint8_t Flags = 0) {
    step(ScriptStep::Call);
    append(All, Flags);
    append(All, static_cast<uint8_t>(Call));
    for (const Value &Each : Args)
      value(Each);
    for (size_t I = Args.size(); I < 6; ++I)
      value(0);
    text(Payload);
    return *this;
  }
  Script &record(Value Stream, std::string_view Text, uint16_t Flags = 0) {
    step(ScriptStep::Record);
    value(Stream);
    append(All, static_cast<uint16_t>(Text.size() | Flags));
    All.insert(All.end(), Text.begin(), Text.end());
    return *this;
  }
  Script &step(ScriptStep What) {
    append(All, What);
    return *this;
  }
  Script &store(ScriptStep Where, uint16_t Offset, const Bytes &What) {
    step(Where);
    append(All, Offset);
    append(All, static_cast<uint8_t>(What.size()));
    All.insert(All.end(), What.begin(), What.end());
    return *this;
  }
  void save(const char *Name) { write(std::string("host-calls/") + Name, All); }

private:
  void value(const Value &Each) {
    append(All, Each.Kind);
    for (uint32_t I = 0; I < Each.Size; ++I)
      append(All, static_cast<uint8_t>(Each.Number >> 8 * I));
  }
  void text(std::string_view Text) {
    append(All, static_cast<uint16_t>(Text.size()));
    All.insert(All.end(), Text.begin(), Text.end());
  }
  Bytes All;
};

void writeHostCalls() {
  // Each call once, with numbers and a text that suit many of them.
  for (uint32_t Call = 1; Call <= HostCallCount; ++Call) {
    std::string Name = "call-" + std::to_string(Call);
    Script Each;
    Each.call(HostCall(Call), {Here, 1, 1}, "a\0b\0"sv);
    Each.call(HostCall(Call), {3, 10}, "a\0w+\0"sv, ScriptByRing);
    Each.step(ScriptStep::ServeRing).save(Name.c_str());
  }
  std::string Long(3000, 'x');
  Script Streams;
  Streams.call(HostCall::Open, {}, "a\0w+\0"sv)
      .call(HostCall::Write, {result(0), 1}, "one\ntwo\nthree")
      .call(HostCall::Tell, {result(0)})
      .call(HostCall::Seek, {result(0), 0, 0})
      .call(HostCall::ReadLine, {result(0), word(4000)})
      .call(HostCall::Unget, {result(0), 'o'})
      .call(HostCall::Read, {result(0), word(4000)})
      .call(HostCall::SetBuffer, {result(0), 0, 100})
      .call(HostCall::Write, {result(0)}, Long)
      .call(HostCall::SetBuffer, {result(0), 0, 0})
      .call(HostCall::StreamState, {result(0), 1})
      .call(HostCall::Flush, {word(AllStreams)})
      .call(HostCall::StreamFile, {result(0)})
      .call(HostCall::StatusOf, {result(12), EmptyPath}, "\0"sv)
      .call(HostCall::Close, {result(0)})
      .call(HostCall::Rename, {}, "a\0b\0"sv)
      .call(HostCall::Remove, {}, "b\0"sv);
  Streams.save("streams");
  for (uint8_t Lanes : {0, 1, 2}) {
    Script Bulk(Lanes);
    Bulk.call(HostCall::Open, {}, "a\0w+\0"sv)
        .call(HostCall::BulkWrite, {result(0), heap(5), word(1 << 20 | 77)})
        .call(HostCall::Seek, {result(0), 4, 0})
        .call(HostCall::BulkRead, {result(0), heap(0), word(2 << 20)})
        .call(HostCall::BulkRead,
              {result(0), {ScriptValue::NotTheDevices, 64, 2}, word(65536)})
        .call(HostCall::BulkWrite, {result(0), {ScriptValue::Stack, 8, 2}, word(1000)})
        .call(HostCall::Open, {}, "a\0a\0"sv)
        .call(HostCall::BulkWrite, {result(6), heap(5), word(5000)});
    Bulk.save(("bulk-" + std::to_string(Lanes)).c_str());
  }
  Script Files;
  Files.call(HostCall::OpenFile, {Here, Create, 63}, "f\0"sv)
      .call(HostCall::WriteFile, {result(0), -1}, "some text")
      .call(HostCall::SeekFile, {result(0), 2, 0})
      .call(HostCall::ReadFile, {result(0), 100, -1})
      .call(HostCall::MakeDirectory, {Here, word(0777)}, "d\0"sv)
      .call(HostCall::OpenFile, {Here, word(0200000)}, "d\0"sv)
      .call(HostCall::OpenFile, {result(5), Create, 63}, "g\0"sv)
      .call(HostCall::ReadDirectory, {result(5)})
      .call(HostCall::CopyFile, {result(6), result(0), 100})
      .call(HostCall::SymbolicLink, {}, "f\0l\0"sv)
      .call(HostCall::ReadLink, {Here}, "l\0"sv)
      .call(HostCall::RealPath, {}, "l\0"sv)
      .call(HostCall::Truncate, {result(0), 3, EmptyPath}, "\0"sv)
      .call(HostCall::ChangeDirectory, {Here}, "d\0"sv)
      .call(HostCall::FileStream, {result(0)}, "r+\0"sv)
      .call(HostCall::Write, {result(14)}, "more");
  Files.save("files");
  Script Fifo;
  Fifo.call(HostCall::MakeFifo, {Here, word(0666)}, "p\0"sv)
      .call(HostCall::OpenFile, {Here, word(04002)}, "p\0"sv)
      .call(HostCall::WriteFile, {result(1), -1}, "text")
      .call(HostCall::FileStream, {result(1)}, "r+\0"sv)
      .call(HostCall::ReadLine, {result(3), 100})
      .call(HostCall::MakeSocket, {1, 1, 0})
      .call(HostCall::BindSocket, {result(5)}, "s\0"sv);
  Fifo.save("fifo");
  FileLock Lock = {F_WRLCK, SEEK_SET, 3, 4, 0};
  std::string_view Record(reinterpret_cast<const char *>(&Lock), sizeof(Lock));
  Script Shared;
  Shared.call(HostCall::OpenFile, {Here, Create, 63}, "f\0"sv)
      .call(HostCall::DuplicateFile, {result(0), 20, word(O_CLOEXEC)})
      .call(HostCall::ReplaceFile, {result(0), 90})
      .call(HostCall::ReplaceFile, {result(1), 90, word(O_CLOEXEC)})
      .call(HostCall::ReplaceFile, {result(1), 1})
      .call(HostCall::ControlFile, {90, F_SETFL, word(O_APPEND | O_NONBLOCK)})
      .call(HostCall::ControlFile, {result(0), F_GETFL})
      .call(HostCall::LockFile, {result(0), F_SETLK}, Record)
      .call(HostCall::LockFile, {result(1), F_OFD_GETLK}, Record)
      .call(HostCall::LockFile, {result(1), F_SETLKW}, Record)
      .call(HostCall::FileStream, {90}, "r+\0"sv)
      .call(HostCall::MakePipe, {word(O_NONBLOCK)})
      .call(HostCall::ReadFile, {result(10), 10, -1})
      .call(HostCall::WriteFile, {result(11), -1}, "text")
      .call(HostCall::ReadFile, {result(10), 10, -1})
      .call(HostCall::FileStream, {result(11)}, "w\0"sv)
      .call(HostCall::CloseFile, {result(0)})
      .call(HostCall::ReplaceFile, {result(1), 90})
      .call(HostCall::Write, {result(9)}, "text");
  Shared.save("shared");
  // Standard ones, the file's, and none.
  PolledFile Polled[] = {{0, POLLIN, 0}, {1, POLLOUT, 0}, {90, POLLIN | POLLOUT, 9}, {-1, POLLIN, 9}};
  std::string_view Asked(reinterpret_cast<const char *>(Polled), sizeof(Polled));
  Script Polls;
  Polls.call(HostCall::OpenFile, {Here, Create, 63}, "f\0"sv)
      .call(HostCall::ReplaceFile, {result(0), 90})
      .call(HostCall::PollFiles, {0}, Asked)
      .call(HostCall::PollFiles, {0}, Asked, ScriptScribble)
      .call(HostCall::PollFiles, {0}, Asked.substr(3))
      .call(HostCall::PollFiles, {-1}, Asked);
  Polls.save("polls");
  HeapFinding Found = {};
  Found.error = HeapError::Overflow;
  Found.allocatedBy = Found.foundBy = 1;
  strcpy(Found.foundAt, "a.cpp:1 (f)");
  Script Reports;
  Reports.call(HostCall::ThreadName, {7}, "worker\0"sv)
      .call(HostCall::HeapFinding, {},
            {reinterpret_cast<const char *>(&Found), sizeof(Found)})
      .call(HostCall::Demangle, {}, "St6vectorIiSaIiEE\0"sv)
      .call(HostCall::Fatal, {5, 7, 3}, "divide() at a.cpp:12");
  Reports.save("reports");
  BrokenTime Broken = {1, 2, 3, 4, 5, 99, 0, 0, -1, 0, {}};
  std::string Zoned(reinterpret_cast<const char *>(&Broken), sizeof(Broken));
  Zoned += "CET-1CEST,M3.5.0,M10.5.0/3"sv;
  Zoned += '\0';
  Script Times;
  Times.call(HostCall::LocalTime, {word(1700000000)}, "EST5EDT\0"sv)
      .call(HostCall::MakeTime, {}, Zoned)
      .call(HostCall::TimeZone, {}, "Europe/Berlin\0"sv)
      .call(HostCall::System, {}, "true\0A=1\0B\0"sv)
      .call(HostCall::Clock);
  Times.save("times");
  Script Output;
  Output.call(HostCall::Open, {}, "a\0w\0"sv)
      .record(result(0), "a line\n")
      .record(2, "another\n")
      .call(HostCall::Flush, {result(0)}, {}, ScriptByRing)
      .step(ScriptStep::WriteRecords)
      .step(ScriptStep::ServeRing);
  for (int I = 0; I < 4; ++I)
    Output.record(result(0), {}, ScriptLong | 8000).step(ScriptStep::WriteRecords);
  Output.step(ScriptStep::WriteRest).save("output");
  // A ring full of records, the first of which has lost its length.
  Script Garbled;
  Garbled.record(2, {}, ScriptLong | 8000).record(2, {}, ScriptLong | 8000);
  Garbled.store(ScriptStep::StoreInCells, 8, {0xff, 0xff, 0, 0})
      .step(ScriptStep::WriteRecords)
      .save("output-garbled");
  Script Scribbles;
  for (HostCall Call : {HostCall::Open, HostCall::OpenFile, HostCall::StatusOf,
                        HostCall::MakeDirectory, HostCall::RealPath,
                        HostCall::SymbolicLink, HostCall::System})
    Scribbles.call(Call, {Here, Create}, "x\0w\0"sv, ScriptScribble);
  Scribbles.save("scribbles");
}

template <typename T> void store(Bytes &To, uint64_t Offset, T Value) {
  memcpy(To.data() + Offset, &Value, sizeof(T));
}

/// Two threads: one waits for the other to end, which waits for a mutex that the
/// first one holds. Others are queued or lie below them.
void writeHangReports() {
  constexpr uint32_t Warps = 2;
  constexpr uint64_t LinesAt = ScratchLayout::SummaryBytes,
                     HeapFrom = LinesAt + Warps * sizeof(WarpLine);
  for (uint32_t Kind = WaitsForThread; Kind <= WaitsForOthers; ++Kind) {
    Bytes All(HeapFrom + FuzzedTables::HeapBytes);
    store(All, ScratchLayout::BlockedWarps, Warps);
    store(All, ScratchLayout::StartNs, uint64_t(1));
    auto Address = [](uint64_t Offset) { return FuzzedTables::HeapAt + Offset; };
    uint64_t PlaceAt = 7168, MutexAt = 6144;
    strcpy(reinterpret_cast<char *>(&All[HeapFrom + PlaceAt]), "stuck.cpp:7 (work)");
    auto Thread = [&](uint32_t Index, uint32_t Kind, uint64_t Object,
                      uint64_t Below, uint64_t Word = 0) {
      uint64_t At = HeapFrom + (8 + 8 * Index) * ThreadLayout::Alignment;
      store(All, At + ThreadLayout::Status, ThreadLayout::Live);
      store(All, At + ThreadLayout::Id, uint64_t(Index + 1));
      store(All, At + ThreadLayout::Warp, Index);
      store(All, At + ThreadLayout::Name, uint64_t(0x6b726f77)); // "work"
      store(All, At + ThreadLayout::WaitKind, Kind);
      WaitRecord Wait = {};
      Wait.object = reinterpret_cast<const void *>(Address(Object));
      Wait.word = Word ? reinterpret_cast<const void *>(Word) : Wait.object;
      Wait.expected = 1;
      Wait.sinceNs = 1;
      Wait.place = reinterpret_cast<const char *>(Address(PlaceAt));
      Wait.below = reinterpret_cast<const void *>(Below ? Address(Below) : 0);
      Wait.wordBytes = Word ? 8 : 4;
      Wait.turn = 1;
      store(All, At + ThreadLayout::Wait, Wait);
      return At - HeapFrom;
    };
    uint64_t Main = Thread(0, WaitsForThread, 16 * ThreadLayout::Alignment, 0);
    Thread(1, Kind, MutexAt, 24 * ThreadLayout::Alignment);
    // Words that begin in the control block's copy or just before the end of all.
    uint64_t Last = Address(24 * ThreadLayout::Alignment + ThreadLayout::Bytes);
    Thread(2, WaitsForCondition, MutexAt, 0, Kind % 2 ? Last - 4 : ~uint64_t(3));
    uint64_t Queued = Thread(3, WaitsForNothing, 0, 0);
    store(All, HeapFrom + MutexAt, uint32_t(1));
    store(All, HeapFrom + MutexAt + MutexLayout::Owner, Address(Main));
    store(All, ScratchLayout::QueueFirst, Address(Queued));
    store(All, ScratchLayout::QueueLength, uint32_t(Kind % 3));
    for (uint32_t Warp = 0; Warp < Warps; ++Warp) {
      WarpLine Line = {};
      Line.mail = 8 + 8 * Warp;
      Line.depth = Warp;
      store(All, LinesAt + Warp * sizeof(WarpLine), Line);
    }
    All.insert(All.begin(), Warps - 1);
    write("hang-reports/kind-" + std::to_string(Kind), All);
  }
}

void writeCoreDumps() {
  auto Save = [](const char *Name, uint8_t Mode, Bytes Contents) {
    Contents.insert(Contents.begin(), Mode);
    write(std::string("core-dumps/") + Name, Contents);
  };
  Save("load", 0, makeCoreDump());
  Save("trap", 0, makeCoreDump({.ManySections = true, .Trap = true}));
  Save("change", 1, {0, 1, 2, 3, 100, 0, 255});
  Save("executable", 2, program());
  Save("lines", 3, lineTable());
  // DWARF 5: a directory and a file, each by a path in the table itself.
  Bytes Tail = {1, 1, 1, 0xfb, 14, 10, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 8, 1, 'd', 0,
                2, 1, 8, 2, 0x0b, 1, 'f', 0, 0, 0, 9, 2, 0, 16, 0, 0, 0, 0, 0, 0,
                3, 16, 1, 2, 16, 0, 1, 1};
  Bytes Unit = {5, 0, 8, 0, 26, 0, 0, 0};
  Unit.insert(Unit.end(), Tail.begin(), Tail.end());
  Bytes Table;
  append(Table, static_cast<uint32_t>(Unit.size()));
  Table.insert(Table.end(), Unit.begin(), Unit.end());
  Save("lines-5", 3, Table);
  auto Name = [&](const char *File, std::string_view Mangled) {
    Save(File, 4, Bytes(Mangled.begin(), Mangled.end()));
  };
  Name("name", "_ZNSt3__16vectorIiNS_9allocatorIiEEE9push_backB8ne220000ERKi");
  Name("name-lambda", "_ZZ4mainENK3$_1clEv_$_segment");
  Name("name-template",
       "_ZNKSt3__112basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEEclIJRT_DpT0_"
       "EEEDTclfp_spfp0_EEOS6_");
}

} // namespace

int main(int Count, char **Arguments) {
  if (Count != 2)
    return 2;
  Folder = Arguments[1];
  for (const char *Each : {"", "/host-calls", "/hang-reports", "/core-dumps"})
    mkdir((Folder + Each).c_str(), 0777);
  writeHostCalls();
  writeHangReports();
  writeCoreDumps();
}
