//===- Poll.cpp - Waiting until descriptors are ready ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../arch/Arch.h"
#include "PathCalls.h"
#include "Stream.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

using namespace heddle;

namespace {

static_assert(sizeof(pollfd) == sizeof(abi::PolledFile));
constexpr uint32_t MostFiles = MaxPayload / sizeof(pollfd);

constexpr int64_t NsPerSecond = 1'000'000'000;
/// A timeout for none.
constexpr int64_t Forever = -1;

/// -2, with errno set, if it is none.
int64_t nanoseconds(const timespec &Time) {
  if (Time.tv_sec < 0 || Time.tv_nsec < 0 || Time.tv_nsec >= NsPerSecond)
    return fail(EINVAL) - 1;
  constexpr int64_t Most = INT64_MAX / 2;
  return Time.tv_sec > Most / NsPerSecond ? Most
                                          : Time.tv_sec * NsPerSecond + Time.tv_nsec;
}

/// Whether there is input that read would take without asking the host.
bool hasUnreadInput() {
  if (stdin->stream == abi::NoStream || !stdin->lock.tryLock())
    return false;
  bool Has = stdin->unread() != 0;
  stdin->lock.unlock();
  return Has;
}

int pollOnHost(pollfd *Files, uint32_t Count, int64_t TimeoutNs) {
  uint32_t Bytes = Count * uint32_t(sizeof(pollfd));
  return int(resultOf(hostCall(abi::HostCall::PollFiles, uint64_t(TimeoutNs), 0, 0, Files,
                               Bytes, Files, Bytes)));
}

/// By a call that does not wait first: one that may is served by a thread of its own, even
/// if it need not.
int pollFor(pollfd *Files, nfds_t Count, int64_t TimeoutNs) {
  if (Count > MostFiles)
    return fail(EINVAL);
  if (Count == 0 && TimeoutNs != Forever) {
    timespec Time = {TimeoutNs / NsPerSecond, TimeoutNs % NsPerSecond};
    nanosleep(&Time, nullptr);
    return 0;
  }
  int Ready = pollOnHost(Files, uint32_t(Count), 0);
  for (nfds_t I = 0; Ready >= 0 && I < Count; ++I) {
    short Input = Files[I].events & (POLLIN | POLLRDNORM);
    if (Files[I].fd != STDIN_FILENO || !Input || !hasUnreadInput())
      continue;
    Ready += Files[I].revents == 0;
    Files[I].revents |= Input;
  }
  return Ready || !TimeoutNs ? Ready : pollOnHost(Files, uint32_t(Count), TimeoutNs);
}

/// The sets of select. Any may be null.
struct Sets {
  fd_set *readable, *writable, *exceptional;

  static unsigned long wordOf(const fd_set *Set, unsigned Word) {
    return Set ? Set->fds_bits[Word] : 0;
  }
  static bool has(const fd_set *Set, int Descriptor) {
    return Set && FD_ISSET(Descriptor, Set);
  }

  /// What is asked for, with Files of it; how many, or -1 if there is no room.
  int list(int Limit, pollfd (&Files)[MostFiles]) const {
    uint32_t Count = 0;
    for (int First = 0; First < Limit; First += 64) {
      unsigned Word = unsigned(First) / 64;
      unsigned long Any = wordOf(readable, Word) | wordOf(writable, Word) |
                          wordOf(exceptional, Word);
      if (Limit - First < 64)
        Any &= (1UL << (Limit - First)) - 1;
      for (; Any; Any &= Any - 1) {
        if (Count == MostFiles)
          return fail(EINVAL);
        int Descriptor = First + __builtin_ctzl(Any);
        Files[Count++] = {Descriptor,
                          short((has(readable, Descriptor) ? POLLIN : 0) |
                                (has(writable, Descriptor) ? POLLOUT : 0) |
                                (has(exceptional, Descriptor) ? POLLPRI : 0)),
                          0};
      }
    }
    return int(Count);
  }

  static void clear(fd_set *Set) {
    if (Set)
      FD_ZERO(Set);
  }
  static void add(fd_set *Set, int Descriptor) {
    if (Set)
      FD_SET(Descriptor, Set);
  }
};

/// Of what poll has found, what select tells: bits of what was asked for.
short selected(const pollfd &File) {
  short Found = File.revents & (POLLIN | POLLOUT | POLLPRI);
  if (File.revents & (POLLHUP | POLLERR))
    Found |= POLLIN;
  if (File.revents & POLLERR)
    Found |= POLLOUT;
  return Found & File.events;
}

int selectFor(int Limit, const Sets &S, int64_t TimeoutNs) {
  if (Limit < 0)
    return fail(EINVAL);
  pollfd Files[MostFiles];
  int Count = S.list(Limit < FD_SETSIZE ? Limit : FD_SETSIZE, Files);
  if (Count < 0)
    return -1;
  uint64_t Start = arch::timerNs();
  int Bits = 0;
  for (int64_t Left = TimeoutNs;;) {
    int Ready = pollFor(Files, nfds_t(Count), Left);
    if (Ready < 0)
      return -1;
    for (int I = 0; I < Count; ++I) {
      if (Files[I].revents & POLLNVAL)
        return fail(EBADF);
      Bits += __builtin_popcount(unsigned(selected(Files[I])));
    }
    if (Bits || !Ready)
      break;
    // One whose other end is closed, say, although only its exceptions were asked for.
    for (int I = 0; I < Count; ++I)
      if (Files[I].revents)
        Files[I] = {-1, 0, 0};
    if (TimeoutNs != Forever) {
      int64_t Past = int64_t(arch::timerNs() - Start);
      Left = Past < TimeoutNs ? TimeoutNs - Past : 0;
    }
  }
  Sets::clear(S.readable);
  Sets::clear(S.writable);
  Sets::clear(S.exceptional);
  for (int I = 0; I < Count; ++I) {
    short Found = selected(Files[I]);
    if (Found & POLLIN)
      Sets::add(S.readable, Files[I].fd);
    if (Found & POLLOUT)
      Sets::add(S.writable, Files[I].fd);
    if (Found & POLLPRI)
      Sets::add(S.exceptional, Files[I].fd);
  }
  return Bits;
}

/// What Wait does while these signals are held back, and no others. One that is pending
/// comes first then, and interrupts the wait; later none can.
template <typename Fn> int holdingBack(const sigset_t *Signals, Fn Wait) {
  if (!Signals)
    return Wait();
  sigset_t Pending, Before;
  sigpending(&Pending);
  bool Interrupts = false;
  for (int Number = 1; Number < NSIG; ++Number)
    Interrupts |= sigismember(&Pending, Number) == 1 && sigismember(Signals, Number) == 0;
  pthread_sigmask(SIG_SETMASK, Signals, &Before);
  int Result = Interrupts ? fail(EINTR) : Wait();
  int Error = errno;
  pthread_sigmask(SIG_SETMASK, &Before, nullptr);
  errno = Error;
  return Result;
}

} // namespace

extern "C" {

int poll(pollfd *Files, nfds_t Count, int Milliseconds) noexcept {
  return pollFor(Files, Count,
                 Milliseconds < 0 ? Forever : Milliseconds * (NsPerSecond / 1000));
}

int ppoll(pollfd *Files, nfds_t Count, const timespec *Time,
          const sigset_t *Signals) noexcept {
  int64_t TimeoutNs = Time ? nanoseconds(*Time) : Forever;
  if (TimeoutNs < Forever)
    return -1;
  return holdingBack(Signals, [=] { return pollFor(Files, Count, TimeoutNs); });
}

int select(int Limit, fd_set *__restrict Readable, fd_set *__restrict Writable,
           fd_set *__restrict Exceptional, timeval *__restrict Time) noexcept {
  Sets S = {Readable, Writable, Exceptional};
  if (!Time)
    return selectFor(Limit, S, Forever);
  if (Time->tv_sec < 0 || Time->tv_usec < 0)
    return fail(EINVAL);
  int64_t TimeoutNs = nanoseconds({Time->tv_sec + Time->tv_usec / 1'000'000,
                                   Time->tv_usec % 1'000'000 * 1000});
  uint64_t Start = arch::timerNs();
  int Result = selectFor(Limit, S, TimeoutNs);
  // As Linux does, what is left.
  int64_t Past = int64_t(arch::timerNs() - Start);
  int64_t LeftUs = Past < TimeoutNs ? (TimeoutNs - Past) / 1000 : 0;
  *Time = {LeftUs / 1'000'000, suseconds_t(LeftUs % 1'000'000)};
  return Result;
}

int pselect(int Limit, fd_set *__restrict Readable, fd_set *__restrict Writable,
            fd_set *__restrict Exceptional, const timespec *__restrict Time,
            const sigset_t *__restrict Signals) noexcept {
  int64_t TimeoutNs = Time ? nanoseconds(*Time) : Forever;
  if (TimeoutNs < Forever)
    return -1;
  Sets S = {Readable, Writable, Exceptional};
  return holdingBack(Signals, [&] { return selectFor(Limit, S, TimeoutNs); });
}

} // extern "C"
