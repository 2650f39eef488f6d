//===- model-check.cpp - Explores scenarios of the device runtime ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The program that test/model/check runs; docs/ModelChecking.md explains it.
//
//===----------------------------------------------------------------------===//

#include "Explorer.h"
#include "Model.h"
#include "Report.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fnmatch.h>
#include <map>
#include <string>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

using namespace heddle::model;

namespace {

struct Options {
  const char *library = nullptr;
  std::vector<std::string> scenarios;
  Limits limits;
  size_t jobs = 1;
  bool list = false, steps = false, strict = false;
};

[[noreturn]] void usage(const char *Problem, const char *What) {
  if (Problem)
    fprintf(stderr, "model-check: error: %s %s\n", Problem, What);
  fprintf(
      stderr,
      "usage: model-check RUNTIME.so [option]...\n"
      "  --list              the scenarios there are\n"
      "  --scenario PATTERN  those to run, more than once if you like; "
      "default: all\n"
      "  --bound N           executions with at most N preemptions\n"
      "  --executions N      stop after so many\n"
      "  --jobs N            scenarios at a time\n"
      "  --everything        all orders of steps, also those that are alike\n"
      "  --distinguish       count executions in which warps find other "
      "values\n"
      "  --c++               the memory model of C++ alone: a load does not "
      "order what\n"
      "                      is stored behind it\n"
      "  --steps             print the steps of the last execution\n");
  exit(2);
}

Options parse(int Count, char **Arguments) {
  Options O;
  for (int I = 1; I < Count; ++I) {
    std::string A = Arguments[I];
    auto Value = [&]() -> const char * {
      if (++I == Count)
        usage("no value for", A.c_str());
      return Arguments[I];
    };
    auto Number = [&] {
      const char *Text = Value();
      char *End;
      long long N = strtoll(Text, &End, 10);
      if (*End || !*Text || N < 0)
        usage("not a number:", Text);
      return N;
    };
    if (A == "--list")
      O.list = true;
    else if (A == "--scenario")
      O.scenarios.push_back(Value());
    else if (A == "--bound")
      O.limits.preemptions = int(Number());
    else if (A == "--jobs")
      O.jobs = size_t(std::max(1ll, Number()));
    else if (A == "--distinguish")
      O.limits.distinguish = true;
    else if (A == "--everything")
      O.limits.everything = true;
    else if (A == "--c++")
      O.strict = true;
    else if (A == "--steps")
      O.steps = true;
    else if (A == "--executions")
      O.limits.executions = uint64_t(Number());
    else if (A[0] != '-' && !O.library)
      O.library = Arguments[I];
    else
      usage("what is", A.c_str());
  }
  if (!O.library)
    usage("no", "RUNTIME.so");
  return O;
}

template <typename T> T *symbol(void *Library, const char *Name) {
  void *Found = dlsym(Library, Name);
  if (!Found) {
    fprintf(stderr, "model-check: error: %s\n", dlerror());
    exit(2);
  }
  return static_cast<T *>(Found);
}

double secondsNow() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return double(T.tv_sec) + double(T.tv_nsec) / 1e9;
}

/// In a process of its own, because a scenario changes the runtime's memory.
[[noreturn]] void runScenario(const Options &O, const char *Name) {
  void *Library = dlopen(O.library, RTLD_NOW | RTLD_LOCAL);
  if (!Library) {
    fprintf(stderr, "model-check: error: %s\n", dlerror());
    exit(2);
  }
  auto **All = symbol<ModelScenario *>(Library, "model_scenarios");
  ModelScenario *S = *All;
  while (strcmp(S->name, Name) != 0)
    S = S->next;
  *symbol<ModelScenario *>(Library, "model_scenario") = S;
  auto Kernel =
      reinterpret_cast<void (*)()>(symbol<void>(Library, "model_kernel"));

  Machine M(S->warps, Kernel);
  M.areNeighbours = S->areNeighbours;
  TheMachine = &M;
  double Start = secondsNow();
  Explorer::Result R;
  Explorer E(M, O.limits);
  E.atEnd = reinterpret_cast<const char *(*)(unsigned long (*)(const void *))>(
      symbol<void>(Library, "model_end"));
  if (O.strict)
    M.setStrict();
  bool IsSetUp = M.setUp();
  if (IsSetUp)
    R = E.run();
  else
    R.failed = true;
  const char *How = R.failed                    ? "FAILED"
                    : !R.complete               ? "stopped"
                    : O.limits.preemptions >= 0 ? "all within the bound"
                                                : "exhaustive";
  printf("%-28s %9llu executions, %8llu redundant, %4llu steps each, %6.2f s: "
         "%s\n",
         Name, static_cast<unsigned long long>(R.executions),
         static_cast<unsigned long long>(R.redundant),
         static_cast<unsigned long long>(
             R.steps / std::max<uint64_t>(1, R.executions + R.redundant)),
         secondsNow() - Start, How);
  if (O.limits.distinguish)
    printf("  distinct: %zu\n", R.distinct.size());
  if (R.outcomes.size() > 1) {
    printf("  outcomes:");
    for (uint64_t Each : R.outcomes)
      printf(" %llx", static_cast<unsigned long long>(Each));
    printf("\n");
  }
  if (IsSetUp && (R.failed || O.steps))
    E.repeat();
  if (R.failed || O.steps)
    printCounterexample(M, O.library);
  fflush(stdout);
  _exit(R.failed);
}

/// The names of the scenarios, sorted.
std::vector<std::string> scenariosOf(const char *LibraryName) {
  void *Library = dlopen(LibraryName, RTLD_NOW | RTLD_LOCAL);
  if (!Library) {
    fprintf(stderr, "model-check: error: %s\n", dlerror());
    exit(2);
  }
  std::vector<std::string> Names;
  for (ModelScenario *S = *symbol<ModelScenario *>(Library, "model_scenarios");
       S; S = S->next)
    Names.push_back(S->name);
  std::sort(Names.begin(), Names.end());
  return Names;
}

bool isWanted(const Options &O, const std::string &Name) {
  return O.scenarios.empty() ||
         std::any_of(O.scenarios.begin(), O.scenarios.end(),
                     [&](auto &Pattern) {
                       return fnmatch(Pattern.c_str(), Name.c_str(), 0) == 0;
                     });
}

} // namespace

/// Waits for one of the scenarios that run. Whether it failed.
static bool waitForOne(std::map<pid_t, std::string> &Running) {
  int Status;
  pid_t Child = wait(&Status);
  if (WIFSIGNALED(Status))
    printf("%-28s the scenario crashed: %s\n", Running[Child].c_str(),
           strsignal(WTERMSIG(Status)));
  Running.erase(Child);
  return Status != 0;
}

int main(int Count, char **Arguments) {
  Options O = parse(Count, Arguments);
  bool Failed = false, Any = false;
  std::map<pid_t, std::string> Running;
  // A scenario's lines come out together.
  setvbuf(stdout, nullptr, _IOFBF, 1 << 20);
  for (const std::string &Name : scenariosOf(O.library)) {
    if (!isWanted(O, Name))
      continue;
    Any = true;
    if (O.list) {
      printf("%s\n", Name.c_str());
      continue;
    }
    while (Running.size() == O.jobs)
      Failed |= waitForOne(Running);
    fflush(stdout);
    pid_t Child = fork();
    if (Child == 0)
      runScenario(O, Name.c_str());
    Running[Child] = Name;
  }
  while (!Running.empty())
    Failed |= waitForOne(Running);
  if (!Any)
    usage("no scenario is called", O.scenarios[0].c_str());
  return Failed;
}
