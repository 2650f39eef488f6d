//===- Subprocess.cpp - Runs a program and collects what it does ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Subprocess.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace heddle::test {

static constexpr std::chrono::seconds Patience(20);
using Clock = std::chrono::steady_clock;

static std::vector<char *> pointers(std::vector<std::string> &Strings) {
  std::vector<char *> Result;
  for (std::string &Each : Strings)
    Result.push_back(Each.data());
  Result.push_back(nullptr);
  return Result;
}

void Subprocess::start() {
  int In[2], Out[2], Err[2];
  if (pipe2(In, O_CLOEXEC) || pipe2(Out, O_CLOEXEC) || pipe2(Err, O_CLOEXEC))
    abort();
  std::vector<std::string> Variables = Environment;
  for (char **Each = environ; *Each; ++Each)
    if (strncmp(*Each, "HEDDLE_", 7) != 0 && strncmp(*Each, "FAKE_", 5) != 0 &&
        strncmp(*Each, "LD_LIBRARY_PATH", 15) != 0)
      Variables.emplace_back(*Each);
  std::vector<char *> Argv = pointers(Command), Envp = pointers(Variables);
  Child = fork();
  if (Child == 0) {
    dup2(In[0], 0);
    dup2(Out[1], 1);
    dup2(Err[1], 2);
    // What the test runner ignores or blocks is not what a shell's child has.
    sigset_t None;
    sigemptyset(&None);
    sigprocmask(SIG_SETMASK, &None, nullptr);
    for (int Number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE})
      ::signal(Number, SIG_DFL);
    execve(Argv[0], Argv.data(), Envp.data());
    _exit(127);
  }
  close(In[0]);
  close(Out[1]);
  close(Err[1]);
  Input = In[1];
  fcntl(Input, F_SETFL, O_NONBLOCK);
  Output = Out[0];
  Errors = Err[0];
  // The child may end without having read all of it.
  ::signal(SIGPIPE, SIG_IGN);
}

Subprocess::~Subprocess() {
  if (Child <= 0)
    return;
  kill(Child, SIGKILL);
  waitpid(Child, nullptr, 0);
}

void Subprocess::send(const std::string &Text) {
  for (size_t Done = 0; Done < Text.size();) {
    ssize_t Count = write(Input, Text.data() + Done, Text.size() - Done);
    if (Count < 0 && errno != EAGAIN)
      return;
    if (Count > 0)
      Done += static_cast<size_t>(Count);
    else
      // It reads on only when somebody takes what it writes.
      pump(5);
  }
}

static void closeOnce(int &Descriptor) {
  if (Descriptor >= 0)
    close(Descriptor);
  Descriptor = -1;
}

void Subprocess::closeInput() { closeOnce(Input); }
void Subprocess::closeOutput() { closeOnce(Output); }

void Subprocess::signal(int Number) const { kill(Child, Number); }

// Takes what has come; false when both pipes are at their end.
bool Subprocess::pump(int Milliseconds) {
  pollfd Both[] = {{Output, POLLIN, 0}, {Errors, POLLIN, 0}};
  if (Output < 0 && Errors < 0)
    return false;
  poll(Both, 2, Milliseconds);
  char Buffer[65536];
  for (auto [Descriptor, Text] : {std::pair(&Output, &Result.Output),
                                  std::pair(&Errors, &Result.Errors)}) {
    pollfd &Entry = Both[Descriptor == &Errors];
    if (*Descriptor < 0 || !(Entry.revents & (POLLIN | POLLHUP)))
      continue;
    ssize_t Count = read(*Descriptor, Buffer, sizeof(Buffer));
    if (Count > 0)
      Text->append(Buffer, static_cast<size_t>(Count));
    else
      closeOnce(*Descriptor);
  }
  return Output >= 0 || Errors >= 0;
}

bool Subprocess::waitForText(const std::string &Text) {
  auto Deadline = Clock::now() + Patience;
  while (Result.Output.find(Text) == std::string::npos &&
         Result.Errors.find(Text) == std::string::npos)
    if (!pump(100) || Clock::now() > Deadline)
      return false;
  return true;
}

Outcome Subprocess::finish() {
  closeInput();
  return finishBySignal();
}

Outcome Subprocess::finishBySignal() {
  auto Deadline = Clock::now() + Patience;
  while (pump(100))
    if (Clock::now() > Deadline) {
      Result.TimedOut = true;
      kill(Child, SIGKILL);
    }
  int Status = 0;
  while (waitpid(Child, &Status, WNOHANG) == 0) {
    usleep(1000);
    if (Clock::now() > Deadline) {
      Result.TimedOut = true;
      kill(Child, SIGKILL);
    }
  }
  Child = -1;
  if (WIFEXITED(Status))
    Result.Status = WEXITSTATUS(Status);
  else
    Result.Signal = WTERMSIG(Status);
  return Result;
}

Outcome run(std::vector<std::string> Command,
            std::vector<std::string> Environment, const std::string &Input) {
  Subprocess Process;
  Process.Command = std::move(Command);
  Process.Environment = std::move(Environment);
  Process.start();
  Process.send(Input);
  return Process.finish();
}

} // namespace heddle::test
