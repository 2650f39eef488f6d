//===- Report.cpp - Counterexamples for readers ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <map>
#include <sstream>

namespace heddle::model {

namespace {

/// Where a call stands in the source.
struct Place {
  std::string function;
  std::string file; ///< without folders
  std::string path;
  unsigned line = 0;
};

/// Asks llvm-symbolizer about all places at once.
class Places {
  std::map<uintptr_t, std::vector<Place>> frames;
  std::map<std::string, std::vector<std::string>> sources;
  std::map<uintptr_t, std::string> words;

public:
  void add(uintptr_t Caller) {
    if (Caller)
      frames[Caller];
  }
  void addWord(uintptr_t Address) { words[Address]; }
  void find(const char *Library);
  /// The variable that it is in, and how far behind its beginning.
  std::string nameOfWord(uintptr_t Address) { return words[Address]; }
  /// From the innermost function outwards, inlined ones included.
  const std::vector<Place> &framesOf(uintptr_t Caller) {
    return frames[Caller];
  }
  std::string sourceOf(const Place &P);
};

std::string withoutNamespaces(std::string Name) {
  for (const char *Space : {"(anonymous namespace)::", "heddle::", "model::"})
    for (size_t At; (At = Name.find(Space)) != std::string::npos;)
      Name.erase(At, strlen(Space));
  return Name;
}

Place parse(std::string Function, const std::string &Where) {
  Place P;
  Function = withoutNamespaces(Function);
  P.function = Function.substr(0, Function.find('('));
  size_t Column = Where.rfind(':'), Line = Where.rfind(':', Column - 1);
  if (Column == std::string::npos || Line == std::string::npos)
    return P;
  P.path = Where.substr(0, Line);
  P.line = unsigned(atoi(Where.c_str() + Line + 1));
  P.file = P.path.substr(P.path.rfind('/') + 1);
  return P;
}

void Places::find(const char *Library) {
  uintptr_t Base = 0;
  for (const auto &[Caller, Unused] : frames) {
    Dl_info Info;
    if (dladdr(reinterpret_cast<void *>(Caller), &Info) &&
        strcmp(Info.dli_fname, Library) == 0)
      Base = uintptr_t(Info.dli_fbase);
  }
  if (!Base)
    return;
  const char *Given = getenv("LLVM_SYMBOLIZER_PATH");
  std::string Command =
      std::string(Given ? Given : "llvm-symbolizer") + " --obj=" + Library;
  std::vector<uintptr_t> Asked;
  for (const auto &[Word, Unused] : words) {
    char Address[48];
    snprintf(Address, sizeof Address, " 'DATA 0x%zx'", size_t(Word - Base));
    Command += Address;
  }
  for (const auto &[Caller, Unused] : frames) {
    // The call, not what comes after it.
    char Address[32];
    snprintf(Address, sizeof Address, " 0x%zx", size_t(Caller - Base - 1));
    Command += Address;
    Asked.push_back(Caller);
  }
  FILE *Pipe = popen((Command + " 2>/dev/null").c_str(), "r");
  if (!Pipe)
    return;
  char Line[4096];
  for (auto &[Word, Name] : words) {
    // The symbol, where it begins and how long it is, where it is declared.
    std::string Symbol;
    size_t Begin = 0;
    for (int I = 0; fgets(Line, sizeof Line, Pipe) && *Line != '\n'; ++I) {
      Line[strcspn(Line, "\n")] = '\0';
      if (I == 0)
        Symbol = Line;
      else if (I == 1)
        Begin = strtoull(Line, nullptr, 10);
    }
    char Text[64];
    snprintf(Text, sizeof Text, "+0x%zx", size_t(Word - Base - Begin));
    Name = Symbol.substr(0, 2) == "??" ? "" : withoutNamespaces(Symbol);
    if (Name.empty() || Word - Base != Begin)
      Name += Text;
  }
  size_t Which = 0;
  std::string Function;
  while (fgets(Line, sizeof Line, Pipe) && Which < Asked.size()) {
    Line[strcspn(Line, "\n")] = '\0';
    if (!*Line) {
      ++Which;
      Function.clear();
    } else if (Function.empty()) {
      Function = Line;
    } else {
      frames[Asked[Which]].push_back(parse(Function, Line));
      Function.clear();
    }
  }
  pclose(Pipe);
}

std::string Places::sourceOf(const Place &P) {
  auto [Found, IsNew] = sources.try_emplace(P.path);
  if (IsNew) {
    std::ifstream In(P.path);
    for (std::string Line; std::getline(In, Line);)
      Found->second.push_back(Line);
  }
  if (P.line == 0 || P.line > Found->second.size())
    return "";
  std::string Text = Found->second[P.line - 1];
  size_t First = Text.find_first_not_of(" \t");
  return First == std::string::npos ? "" : Text.substr(First);
}

/// Whether a function is only a way to say an atomic access.
bool isWrapper(const Place &P) {
  return P.file == "Atomic.h" || P.file == "Arch.h";
}

/// The line of source, and the functions it is called from.
std::string describe(Places &All, uintptr_t Caller,
                     const std::vector<uintptr_t> &Callers) {
  const Place *Innermost = nullptr;
  std::string Chain;
  int Functions = 0;
  auto Add = [&](uintptr_t One) {
    for (const Place &P : All.framesOf(One)) {
      if (isWrapper(P) || P.file.empty() || Functions == 4)
        continue;
      if (!Innermost)
        Innermost = &P;
      if (P.file == "Startup.cpp" || P.function == "runPart")
        return;
      Chain += (Functions++ ? " < " : "") + P.function;
    }
  };
  Add(Caller);
  bool Behind = false;
  for (uintptr_t Each : Callers) {
    if (Behind)
      Add(Each);
    Behind |= Each == Caller;
  }
  if (!Innermost)
    return "";
  std::ostringstream Text;
  Text << Chain << "\n        " << Innermost->file << ':' << Innermost->line
       << ": " << All.sourceOf(*Innermost);
  return Text.str();
}

std::string hex(uint64_t Value) {
  char Text[32];
  snprintf(Text, sizeof Text, Value < 1024 ? "%llu" : "0x%llx",
           static_cast<unsigned long long>(Value));
  return Text;
}

std::string describe(Places &All, const Step &S) {
  const Operation &O = S.operation;
  std::ostringstream Text;
  Text << nameOf(O);
  if (O.kind == Operation::Fence)
    return Text.str();
  if (!O.waits())
    Text << ' ' << nameOfOrder(O.order);
  Text << ' ' << All.nameOfWord(O.address);
  if (O.waits())
    Text << " != " << hex(O.expected);
  if (S.outcome.reads)
    Text << (S.outcome.isStale ? ", finds stale " : ", finds ")
         << hex(S.outcome.value);
  if (S.choice.timesOut)
    Text << (S.isLastResort ? ", gives up (nothing else can happen)"
                            : ", gives up");
  if (S.outcome.writes)
    Text << ", stores " << hex(S.outcome.stored);
  else if (O.kind == Operation::Compare)
    Text << ", fails";
  if (O.kind == Operation::Store && S.outcome.isStale)
    Text << " (before what is there)";
  return Text.str();
}

} // namespace

void printCounterexample(const Machine &M, const char *Library) {
  Places All;
  All.add(M.whereFailed());
  All.add(M.otherPlace());
  for (const Step &S : M.steps) {
    All.add(S.operation.caller);
    if (S.operation.kind != Operation::Fence)
      All.addWord(S.operation.address);
    for (uintptr_t C : S.callers)
      All.add(C);
  }
  for (unsigned I = 0; I < M.warpCount(); ++I)
    All.add(M.warp(I).pending.caller);
  for (unsigned I = 0; I < M.warpCount(); ++I)
    for (uintptr_t C : M.warp(I).callers)
      All.add(C);
  All.find(Library);

  for (size_t I = 0; I < M.steps.size(); ++I) {
    const Step &S = M.steps[I];
    printf("  %3zu warp %u: %s\n      %s\n", I, S.warp,
           describe(All, S).c_str(),
           describe(All, S.operation.caller, S.callers).c_str());
  }
  printf("  error: %s\n", M.whatFailed().c_str());
  if (M.whereFailed())
    printf("    at %s\n", describe(All, M.whereFailed(), {}).c_str());
  if (M.otherPlace())
    printf("    other access: %s\n", describe(All, M.otherPlace(), {}).c_str());
  for (unsigned I = 0; I < M.warpCount(); ++I) {
    const Warp &W = M.warp(I);
    printf("  warp %u: %s%s%s\n", I, nameOf(W.pending),
           W.pending.caller ? " in " : "",
           W.pending.caller ? describe(All, W.pending.caller, W.callers).c_str()
                            : "");
  }
}

} // namespace heddle::model
