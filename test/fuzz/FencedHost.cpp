//===- FencedHost.cpp - A host that a fuzzer can do no harm to ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FencedHost.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <spawn.h>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

namespace heddle::test {

void (*OnHostFunction)();

static int Root = -1;
static std::string Folder;
static bool IsFenced = false;
/// Whether there may be anything in the folder.
static bool IsDirty;

static bool isInside(const char *Path) {
  if (!IsFenced)
    return true;
  if (OnHostFunction)
    OnHostFunction();
  IsDirty = true;
  std::string Slashed = std::string("/") + Path + "/";
  if (Path[0] != '/' && Slashed.find("/../") == std::string::npos)
    return true;
  errno = EACCES;
  return false;
}

/// The standard descriptors are files of the machine's: /dev/null, for one, whose mode is
/// everybody's.
static bool mayChange(int Descriptor) {
  if (!IsFenced)
    return true;
  if (OnHostFunction)
    OnHostFunction();
  if (Descriptor < 0 || Descriptor > STDERR_FILENO)
    return true;
  errno = EPERM;
  return false;
}

static int removeOne(const char *Path, const struct stat *, int, FTW *Where) {
  return Where->level == 0 ? 0 : remove(Path);
}

static void removeFolder() {
  nftw(Folder.c_str(), removeOne, 16, FTW_DEPTH | FTW_PHYS);
  rmdir(Folder.c_str());
}

void makeFence() {
  char Name[] = "/tmp/heddle-fuzz-XXXXXX";
  if (!mkdtemp(Name)) {
    perror(Name);
    exit(1);
  }
  Folder = Name;
  Root = open(Name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (Root < 0)
    abort();
  atexit(removeFolder);
  // Nobody is to wait for a terminal.
  if (!freopen("/dev/null", "r", stdin))
    abort();
  rlimit Small = {4 << 20, 4 << 20};
  setrlimit(RLIMIT_FSIZE, &Small);
}

static void check(int Result, const char *What) {
  if (Result == 0)
    return;
  perror(What);
  abort();
}

Fence::Fence() {
  IsFenced = true;
  // The fuzzer has set its own handlers meanwhile.
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  check(fchdir(Root), "the folder");
}

Fence::~Fence() {
  IsFenced = false;
  check(fchdir(Root), "the folder");
  if (IsDirty)
    check(nftw(Folder.c_str(), removeOne, 16, FTW_DEPTH | FTW_PHYS), "tidying up");
  IsDirty = false;
}

} // namespace heddle::test

using heddle::test::isInside;
using heddle::test::IsFenced;
using heddle::test::mayChange;

// Name, result, parameters, arguments, the parameter that is a path, and what
// stands for failure.
#define FENCED(Result, Failure, Name, Parameters, Arguments, Path)                \
  extern "C" Result __real_##Name Parameters;                                    \
  extern "C" Result __wrap_##Name Parameters;                                    \
  extern "C" Result __wrap_##Name Parameters {                                   \
    return isInside(Path) ? __real_##Name Arguments : Failure;                   \
  }
// With the parameter D.
#define FENCED_DESCRIPTOR(Name, Parameters, Arguments)                           \
  extern "C" int __real_##Name Parameters;                                       \
  extern "C" int __wrap_##Name Parameters;                                       \
  extern "C" int __wrap_##Name Parameters {                                      \
    return mayChange(D) ? __real_##Name Arguments : -1;                          \
  }
#define FENCED_TWO(Name)                                                         \
  extern "C" int __real_##Name(const char *, const char *);                      \
  extern "C" int __wrap_##Name(const char *, const char *);                      \
  extern "C" int __wrap_##Name(const char *Old, const char *New) {               \
    return isInside(Old) && isInside(New) ? __real_##Name(Old, New) : -1;        \
  }

FENCED(FILE *, nullptr, fopen, (const char *P, const char *M), (P, M), P)
FENCED(int, -1, openat, (int D, const char *P, int F, mode_t M), (D, P, F, M), P)
FENCED(int, -1, stat, (const char *P, struct stat *S), (P, S), P)
FENCED(int, -1, fstatat, (int D, const char *P, struct stat *S, int F),
       (D, P, S, F), P)
FENCED(int, -1, statvfs, (const char *P, struct statvfs *S), (P, S), P)
FENCED(int, -1, mkdirat, (int D, const char *P, mode_t M), (D, P, M), P)
FENCED(int, -1, mkfifoat, (int D, const char *P, mode_t M), (D, P, M), P)
FENCED(int, -1, unlinkat, (int D, const char *P, int F), (D, P, F), P)
FENCED(ssize_t, -1, readlinkat, (int D, const char *P, char *B, size_t N),
       (D, P, B, N), P)
FENCED(char *, nullptr, realpath, (const char *P, char *B), (P, B), P)
FENCED(int, -1, fchmodat, (int D, const char *P, mode_t M, int F), (D, P, M, F), P)
FENCED(int, -1, truncate, (const char *P, off_t L), (P, L), P)
FENCED(int, -1, utimensat, (int D, const char *P, const timespec *T, int F),
       (D, P, T, F), P)
FENCED(int, -1, faccessat, (int D, const char *P, int M, int F), (D, P, M, F), P)
FENCED(int, -1, chdir, (const char *P), (P), P)
FENCED(int, -1, remove, (const char *P), (P), P)
FENCED_DESCRIPTOR(fchmod, (int D, mode_t M), (D, M))
FENCED_DESCRIPTOR(futimens, (int D, const timespec *T), (D, T))
FENCED_DESCRIPTOR(ftruncate, (int D, off_t L), (D, L))
FENCED_TWO(rename)
FENCED_TWO(link)
FENCED_TWO(symlink)

extern "C" {

int __real_bind(int, const sockaddr *, socklen_t);
int __wrap_bind(int Socket, const sockaddr *Address, socklen_t Bytes) {
  auto *Local = reinterpret_cast<const sockaddr_un *>(Address);
  return isInside(Local->sun_path) ? __real_bind(Socket, Address, Bytes) : -1;
}

// With flags it is about the descriptor itself.
int __real_fchownat(int, const char *, uid_t, gid_t, int);
int __wrap_fchownat(int Directory, const char *Path, uid_t Owner, gid_t Group,
                    int Flags) {
  return isInside(Path) && mayChange(Directory)
             ? __real_fchownat(Directory, Path, Owner, Group, Flags)
             : -1;
}

// The standard descriptors are what the fuzzer has.
int __real_dup3(int, int, int);
int __wrap_dup3(int From, int To, int Flags) {
  return mayChange(To) ? __real_dup3(From, To, Flags) : -1;
}
int __real_fcntl(int, int, uint64_t);
int __wrap_fcntl(int D, int Command, uint64_t Argument) {
  return (Command != F_SETFL && Command != F_SETFD) || mayChange(D)
             ? __real_fcntl(D, Command, Argument)
             : -1;
}

// Which files does not matter, only what the device does meanwhile.
int __real_ppoll(pollfd *, nfds_t, const timespec *, const sigset_t *);
int __wrap_ppoll(pollfd *Files, nfds_t Count, const timespec *Time, const sigset_t *Signals) {
  return mayChange(-1) ? __real_ppoll(Files, Count, Time, Signals) : -1;
}

// Of the fuzzer's own files as well.
mode_t __wrap_umask(mode_t) { return 022; }

// The fuzzer itself starts none.
int __wrap_posix_spawn(pid_t *, const char *, const posix_spawn_file_actions_t *,
                       const posix_spawnattr_t *, char *const *Arguments,
                       char *const *Environment) {
  // As far as the kernel would read them.
  for (char *const *List : {Arguments, Environment})
    for (; *List; ++List)
      if (strlen(*List) > 1 << 20)
        abort();
  return EPERM;
}

// The launcher's own streams are the fuzzer's as well.
int __real_fclose(FILE *);
int __wrap_fclose(FILE *File) {
  bool IsStandard = File == stdin || File == stdout || File == stderr;
  return IsFenced && IsStandard ? fflush(File) : __real_fclose(File);
}

// What has been found is to be found again.
ssize_t __wrap_getrandom(void *To, size_t Bytes, unsigned) {
  memset(To, 0x5a, Bytes);
  return static_cast<ssize_t>(Bytes);
}
}
