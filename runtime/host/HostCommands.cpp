//===- HostCommands.cpp - system() ----------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCommands.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace heddle::host {

static std::string_view nameOf(std::string_view Entry) {
  return Entry.substr(0, Entry.find('='));
}

static std::vector<char *> changedEnvironment(std::vector<std::string> &Changes) {
  std::vector<char *> Entries;
  for (char **Entry = environ; Entry && *Entry; ++Entry)
    if (std::ranges::none_of(Changes, [&](const std::string &Change) {
          return nameOf(Change) == nameOf(*Entry);
        }))
      Entries.push_back(*Entry);
  for (std::string &Change : Changes)
    if (Change.find('=') != std::string::npos)
      Entries.push_back(Change.data());
  Entries.push_back(nullptr);
  return Entries;
}

HostCallAnswer runCommand(const HostCallRequest &Request,
                          const uint8_t *Payload) {
  std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
  std::optional<std::string> Command = takeString(Bytes);
  if (!Command)
    return {-1, EINVAL, 0};
  std::vector<std::string> Changes;
  while (!Bytes.empty()) {
    std::optional<std::string> Change = takeString(Bytes);
    if (!Change)
      return {-1, EINVAL, 0};
    Changes.push_back(std::move(*Change));
  }
  std::vector<char *> Environment = changedEnvironment(Changes);

  // The launcher's own handlers and masks are not the command's.
  posix_spawnattr_t Attributes;
  sigset_t None, Handled;
  sigemptyset(&None);
  sigemptyset(&Handled);
  for (int Signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE})
    sigaddset(&Handled, Signal);
  posix_spawnattr_init(&Attributes);
  posix_spawnattr_setsigmask(&Attributes, &None);
  posix_spawnattr_setsigdefault(&Attributes, &Handled);
  posix_spawnattr_setflags(&Attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  char Shell[] = "sh", Option[] = "-c", End[] = "--";
  char *Arguments[] = {Shell, Option, End, Command->data(), nullptr};
  pid_t Child;
  int Error = posix_spawn(&Child, "/bin/sh", nullptr, &Attributes, Arguments,
                          Environment.data());
  posix_spawnattr_destroy(&Attributes);
  if (Error)
    return {-1, Error, 0};
  int Status = 0;
  while (waitpid(Child, &Status, 0) < 0)
    if (errno != EINTR)
      return {-1, errno, 0};
  return {Status, 0, 0};
}

} // namespace heddle::host
