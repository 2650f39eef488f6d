//===- HangReport.cpp - What each thread is doing, in words ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HangReport.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace heddle::host {

/// Of threads that are alike, so many have rows of their own.
static constexpr size_t RowsOfGroup = 3;
static constexpr size_t MostGroups = 50;
/// What one row says of the ids of many.
static constexpr size_t MostIdRanges = 6;
static constexpr uint64_t MainThreadId = 1;

static uint64_t address(const void *Pointer) {
  return reinterpret_cast<uint64_t>(Pointer);
}

static std::string count(uint64_t Number, const char *What) {
  return format("%llu %s%s", static_cast<unsigned long long>(Number), What,
                Number == 1 ? "" : "s");
}

static std::string threadText(uint64_t Id) {
  return format("thread %llu", static_cast<unsigned long long>(Id));
}

static const char *stateText(ThreadState State) {
  switch (State) {
  case ThreadState::Running:
    return "running";
  case ThreadState::Waiting:
    return "waiting";
  case ThreadState::Buried:
    return "buried";
  case ThreadState::Queued:
    return "never started";
  }
  __builtin_unreachable();
}

static const char *hostCallText(uint64_t Call) {
  switch (static_cast<abi::HostCall>(Call)) {
  case abi::HostCall::Exit:
    return "to end the program";
  case abi::HostCall::Write:
  case abi::HostCall::BulkWrite:
  case abi::HostCall::WriteFile:
    return "to write";
  case abi::HostCall::Read:
  case abi::HostCall::ReadLine:
  case abi::HostCall::BulkRead:
  case abi::HostCall::ReadFile:
    return "to read";
  case abi::HostCall::Open:
  case abi::HostCall::OpenFile:
    return "to open a file";
  case abi::HostCall::LockFile:
    return "to lock a file";
  case abi::HostCall::PollFiles:
    return "for a descriptor to be ready";
  case abi::HostCall::Flush:
    return "to flush a stream";
  case abi::HostCall::Close:
    return "to close a stream";
  case abi::HostCall::GrowHeap:
    return "for more memory";
  default:
    return "to answer";
  }
}

namespace {

/// The cells of a row.
enum Column { Thread, Name, State, Since, WaitsFor, At, ColumnCount };
using Cells = std::array<std::string, ColumnCount>;

class Report {
public:
  Report(Device &Target, uint64_t NowNs) : Table(Target), NowNs(NowNs) {
    if (Table.readSummary(Summary))
      Rows = Table.readAll(Summary, Unlisted);
    for (const ThreadRow &Row : Rows)
      ++Counts[static_cast<size_t>(Row.State)];
    WarpCount = Target.params().warpCount;
  }

  uint64_t threads() const { return Rows.size() + Unlisted; }
  uint64_t listed(ThreadState State) const {
    return Counts[static_cast<size_t>(State)];
  }
  std::string text(const std::string &Headline);

private:
  /// Threads that differ in nothing but who they are.
  using Key = std::tuple<ThreadState, abi::WaitKind, uint64_t, uint64_t>;
  struct Group {
    std::vector<const ThreadRow *> Members;
  };

  std::vector<Group> groups() const;
  /// Who hold the lock that the thread waits for to read, if somebody does.
  uint64_t readers(const ThreadRow &Row) const;
  /// The control block of the one thread that the thread waits for, or 0.
  uint64_t awaitedThread(const ThreadRow &Row) const;
  std::string holder(const ThreadRow &Row) const;
  std::string circle() const;
  std::string waitText(const ThreadRow &Row) const;
  std::string placeText(const ThreadRow &Row);
  Cells cells(const ThreadRow &Row);
  std::string table();
  std::string warpNote() const;

  ThreadTable Table;
  ThreadSummary Summary;
  std::vector<ThreadRow> Rows;
  uint64_t Unlisted = 0;
  uint64_t NowNs;
  uint32_t WarpCount;
  std::array<uint64_t, 4> Counts = {};
  std::map<uint64_t, std::string> Places;
};

} // namespace

uint64_t Report::readers(const ThreadRow &Row) const {
  uint64_t State = 0;
  if (Row.Kind != abi::WaitsForRwLock ||
      !Table.readWord(address(Row.Wait.object) + abi::RwLockLayout::State,
                      State))
    return 0;
  return State & abi::RwLockLayout::Readers;
}

uint64_t Report::awaitedThread(const ThreadRow &Row) const {
  uint64_t Object = address(Row.Wait.object), Owner = 0;
  switch (Row.Kind) {
  case abi::WaitsForThread:
    return Object;
  case abi::WaitsForMutex:
    Object += abi::MutexLayout::Owner;
    break;
  case abi::WaitsForRwLock:
    if (readers(Row))
      return 0;
    Object += abi::RwLockLayout::Owner;
    break;
  default:
    return 0;
  }
  return Table.readWord(Object, Owner) ? Owner : 0;
}

std::string Report::holder(const ThreadRow &Row) const {
  if (uint64_t Count = readers(Row))
    return ", held by " + count(Count, "reader");
  uint64_t Owner = awaitedThread(Row);
  if (!Owner)
    return {};
  if (Owner == Row.Address)
    return ", held by itself";
  uint64_t Id = Table.idOf(Owner);
  return Id ? ", held by " + threadText(Id)
            : ", held by a thread that has ended";
}

std::string Report::waitText(const ThreadRow &Row) const {
  std::string Object = format(
      " 0x%llx", static_cast<unsigned long long>(address(Row.Wait.object)));
  switch (Row.Kind) {
  case abi::WaitsForNothing:
    // A joiner runs the thread that it joins, if that has not begun yet.
    if (Row.State == ThreadState::Buried)
      return "the end of " + threadText(Row.AboveId) + ", on top of it";
    return Row.State == ThreadState::Queued ? "a warp" : "-";
  case abi::WaitsForThread:
    return "the end of " + threadText(Table.idOf(address(Row.Wait.object)));
  case abi::WaitsForMutex:
    return "mutex" + Object + holder(Row);
  case abi::WaitsForCondition:
    return "condition variable" + Object;
  case abi::WaitsForOnce:
    return "another thread's call_once" + Object;
  case abi::WaitsForRwLock:
    return "reader-writer lock" + Object + holder(Row);
  case abi::WaitsForBarrier:
    return "barrier" + Object;
  case abi::WaitsForSemaphore:
    return "semaphore" + Object;
  case abi::WaitsForValue:
    return "a change of atomic" + Object;
  case abi::WaitsForFuture:
    return "future" + Object;
  case abi::WaitsForHost:
    return std::string("the host ") + hostCallText(address(Row.Wait.object));
  case abi::WaitsForTime:
    return "time to pass (sleep)";
  case abi::WaitsForExit:
    return "the end of the process (exit)";
  case abi::WaitsForOthers:
    return "the end of all other threads (pthread_exit)";
  }
  __builtin_unreachable();
}

std::string Report::placeText(const ThreadRow &Row) {
  if (Row.Kind == abi::WaitsForNothing || !Row.Wait.place)
    return {};
  auto [Found, IsNew] = Places.try_emplace(address(Row.Wait.place));
  if (IsNew)
    Found->second = Table.readText(Row.Wait.place);
  return Found->second;
}

Cells Report::cells(const ThreadRow &Row) {
  Cells Result;
  Result[Thread] = format("%llu", static_cast<unsigned long long>(Row.Id));
  // The main thread's place is taken by another when it has called pthread_exit.
  bool IsMain = Row.Id == MainThreadId || Row.Kind == abi::WaitsForOthers;
  Result[Name] = !Row.Name.empty() ? Row.Name : IsMain ? "main" : "-";
  Result[State] = stateText(Row.State);
  Result[Since] = "-";
  if (Row.Kind != abi::WaitsForNothing && NowNs >= Row.Wait.sinceNs)
    Result[Since] = format("%.1f s", double(NowNs - Row.Wait.sinceNs) * 1e-9);
  Result[WaitsFor] = waitText(Row);
  if (Row.Kind != abi::WaitsForTime && Row.Kind != abi::WaitsForNothing &&
      Row.Wait.deadlineNs != 0)
    Result[WaitsFor] += ", for a limited time";
  if (Row.State == ThreadState::Buried && Row.Kind != abi::WaitsForNothing)
    Result[WaitsFor] += "; below " + threadText(Row.AboveId);
  Result[At] = placeText(Row);
  return Result;
}

/// In the order of their first threads.
std::vector<Report::Group> Report::groups() const {
  std::vector<Group> Groups;
  std::map<Key, size_t> Index;
  for (const ThreadRow &Row : Rows) {
    bool Waits = Row.Kind != abi::WaitsForNothing;
    auto [Found, IsNew] = Index.try_emplace(
        Key{Row.State, Row.Kind, Waits ? address(Row.Wait.object) : 0,
            Waits ? address(Row.Wait.place) : 0},
        Groups.size());
    if (IsNew)
      Groups.emplace_back();
    Groups[Found->second].Members.push_back(&Row);
  }
  return Groups;
}

/// "3 to 9, 12 and others"
static std::string idRanges(std::span<const ThreadRow *const> Rows) {
  std::string Text;
  size_t Ranges = 0;
  for (size_t First = 0; First < Rows.size(); ++Ranges) {
    if (Ranges == MostIdRanges)
      return Text + " and others";
    size_t Last = First;
    while (Last + 1 < Rows.size() && Rows[Last + 1]->Id == Rows[Last]->Id + 1)
      ++Last;
    Text += format(Ranges ? ", %llu" : "%llu",
                   static_cast<unsigned long long>(Rows[First]->Id));
    if (Last != First)
      Text += format(Last == First + 1 ? ", %llu" : " to %llu",
                     static_cast<unsigned long long>(Rows[Last]->Id));
    First = Last + 1;
  }
  return Text;
}

// Lines are cells, or a text of their own below the row that they go with.
std::string Report::table() {
  std::vector<std::pair<Cells, std::string>> Lines;
  Lines.push_back({{"thread", "name", "state", "since", "waits for", "at"}, {}});
  std::vector<Group> Groups = groups();
  uint64_t LeftOut = 0;
  for (size_t I = 0; I < Groups.size(); ++I) {
    const std::vector<const ThreadRow *> &Members = Groups[I].Members;
    if (I >= MostGroups) {
      LeftOut += Members.size();
      continue;
    }
    size_t Shown = Members.size() > RowsOfGroup + 1 ? RowsOfGroup : Members.size();
    for (size_t J = 0; J < Shown; ++J)
      Lines.push_back({cells(*Members[J]), {}});
    std::span<const ThreadRow *const> Others(Members);
    Others = Others.subspan(Shown);
    uint64_t Alike = Others.size();
    bool Queued = Members[0]->State == ThreadState::Queued;
    if (Queued)
      Alike += Unlisted;
    if (Alike)
      Lines.push_back({{}, format("... and %s like %s%s%s",
                                  count(Alike, "more thread").c_str(),
                                  threadText(Members[Shown - 1]->Id).c_str(),
                                  Others.empty() ? "" : ": ",
                                  idRanges(Others).c_str()) +
                               (Queued && Unlisted && !Others.empty()
                                    ? " and later ones"
                                    : "")});
  }
  std::array<size_t, ColumnCount> Widths = {};
  for (const auto &[Row, Text] : Lines)
    for (size_t C = 0; C < ColumnCount; ++C)
      Widths[C] = std::max(Widths[C], Row[C].size());
  std::string Result;
  for (auto &[Row, Text] : Lines) {
    std::string Line = "heddle:  ";
    if (!Text.empty()) {
      Line += std::string(Widths[Thread] + 2, ' ') + Text;
    } else {
      Line += std::string(Widths[Thread] - Row[Thread].size(), ' ');
      for (size_t C = 0; C < ColumnCount; ++C)
        Line += Row[C] + (C ? std::string(Widths[C] - Row[C].size() + 2, ' ')
                            : std::string("  "));
    }
    Line.resize(Line.find_last_not_of(' ') + 1);
    Result += Line + "\n";
  }
  if (LeftOut)
    Result += "heddle:  " + count(LeftOut, "more thread") +
              " that wait for other things are left out\n";
  return Result;
}

/// Of threads of which each waits for the next and the last for the first: one
/// circle, since what else waits waits for it, or for nothing that has a name.
std::string Report::circle() const {
  constexpr size_t MostNamed = 12;
  std::map<uint64_t, size_t> Index;
  for (size_t I = 0; I < Rows.size(); ++I)
    Index[Rows[I].Address] = I;
  constexpr size_t Nobody = ~size_t(0);
  auto Next = [&](size_t I) {
    if (Rows[I].State != ThreadState::Waiting)
      return Nobody;
    auto Found = Index.find(awaitedThread(Rows[I]));
    return Found == Index.end() ? Nobody : Found->second;
  };
  std::vector<size_t> SeenFrom(Rows.size(), Nobody);
  for (size_t Start = 0; Start < Rows.size(); ++Start) {
    size_t I = Start;
    while (I != Nobody && SeenFrom[I] == Nobody) {
      SeenFrom[I] = Start;
      I = Next(I);
    }
    if (I == Nobody || SeenFrom[I] != Start || Next(I) == I)
      continue;
    std::string Text = "heddle: each waits for the next: " +
                       threadText(Rows[I].Id);
    size_t Named = 1;
    for (size_t J = Next(I); J != Nobody && J != I && Named < MostNamed;
         J = Next(J), ++Named)
      Text += ", " + threadText(Rows[J].Id);
    return Text + (Named < MostNamed ? ", " + threadText(Rows[I].Id)
                                     : ", and so on") +
           "\n";
  }
  return {};
}

std::string Report::warpNote() const {
  uint64_t Queued = listed(ThreadState::Queued) + Unlisted;
  // A joiner below the thread that it joins lacks no warp.
  auto Buried = static_cast<uint64_t>(
      std::ranges::count_if(Rows, [](const ThreadRow &Row) {
        return Row.State == ThreadState::Buried &&
               Row.Kind != abi::WaitsForNothing;
      }));
  std::string Text;
  if (Queued)
    Text += "heddle: " + count(Queued, "thread") + " never started because " +
            (WarpCount == 1 ? "the one warp is"
                            : format("all %u warps are", WarpCount)) +
            (listed(ThreadState::Running) ? " taken" : " blocked") + "\n";
  if (Buried)
    Text += "heddle: " + count(Buried, "thread") +
            " cannot go on because another runs on top on the same warp: "
            "there were too few\n";
  if (!Text.empty() && threads() > WarpCount)
    Text += format("heddle: note: HEDDLE_WARPS=%llu would give each thread a "
                   "warp of its own (it is %u)\n",
                   static_cast<unsigned long long>(threads()), WarpCount);
  return Text;
}

std::string Report::text(const std::string &Headline) {
  if (Rows.empty())
    return {};
  std::string Text = "heddle: " + Headline + "\n" + table() + circle() +
                     warpNote();
  bool Waits = std::ranges::any_of(Rows, [](const ThreadRow &Row) {
    return Row.Kind != abi::WaitsForNothing;
  });
  if (Waits && Places.empty())
    Text += "heddle: note: compile with -g for source lines\n";
  return Text;
}

std::string reportThreads(Device &Target, const std::string &Headline,
                          uint64_t NowNs) {
  return Report(Target, NowNs).text(Headline);
}

std::string reportDeadlock(Device &Target, uint64_t NowNs) {
  Report Threads(Target, NowNs);
  uint64_t Count = Threads.threads();
  return Threads.text(
      Count == 1
          ? "deadlock: the only thread waits for something that cannot come"
          : format("deadlock: all %llu threads wait for each other or for "
                   "something that cannot come",
                   static_cast<unsigned long long>(Count)));
}

} // namespace heddle::host
