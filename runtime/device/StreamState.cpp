//===- StreamState.cpp - Positions, indicators and buffers of streams -----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stream.h"

#include <errno.h>
#include <unistd.h>

using namespace heddle;
using abi::HostCall;

static int64_t report(const HostReply &Reply) {
  if (Reply.result < 0 && Reply.error)
    errno = Reply.error;
  return Reply.result;
}

static int seek(FILE *Stream, int64_t Offset, int Whence) {
  // Where the program is and where the host is differ by what was read ahead.
  if (Whence == SEEK_CUR)
    Offset -= Stream->unread();
  int64_t Result = report(hostCall(HostCall::Seek, Stream->stream,
                                   uint64_t(Offset), uint64_t(Whence)));
  if (Result != 0)
    return -1;
  Stream->dropInput();
  Stream->indicators.fetchAnd(~uint32_t(FILE::EndOfFile), Relaxed);
  return 0;
}

extern "C" {

int fseeko(FILE *Stream, off_t Offset, int Whence) noexcept {
  StreamGuard Guard(Stream);
  return seek(Stream, Offset, Whence);
}

int fseek(FILE *Stream, long Offset, int Whence) noexcept {
  return fseeko(Stream, Offset, Whence);
}

off_t ftello(FILE *Stream) noexcept {
  StreamGuard Guard(Stream);
  int64_t Host = report(hostCall(HostCall::Tell, Stream->stream));
  return Host < 0 ? -1 : off_t(Host - int64_t(Stream->unread()));
}

long ftell(FILE *Stream) noexcept { return ftello(Stream); }

void rewind(FILE *Stream) noexcept {
  StreamGuard Guard(Stream);
  seek(Stream, 0, SEEK_SET);
  Stream->indicators.store(0, Relaxed);
}

int feof(FILE *Stream) noexcept { return Stream->has(FILE::EndOfFile); }

int ferror(FILE *Stream) noexcept {
  if (!Stream->has(FILE::Error) && Stream->mayHaveFailed()) {
    HostReply Reply = hostCall(HostCall::StreamState, Stream->stream);
    if (Reply.result > 0 && (Reply.result & FILE::Error))
      Stream->set(FILE::Error);
  }
  return Stream->has(FILE::Error);
}

void clearerr(FILE *Stream) noexcept {
  StreamGuard Guard(Stream);
  hostCall(HostCall::StreamState, Stream->stream, 1);
  Stream->indicators.store(0, Relaxed);
  Stream->forgetWay();
}

int fflush(FILE *Stream) noexcept {
  uint64_t Id = Stream ? Stream->stream : uint64_t(abi::AllStreams);
  HostReply Reply = hostCall(HostCall::Flush, Id);
  if (Reply.result == 0)
    return 0;
  if (Stream)
    Stream->fail(Reply.error);
  else
    errno = Reply.error;
  return EOF;
}

int setvbuf(FILE *__restrict Stream, char *__restrict, int Mode,
            size_t Bytes) noexcept {
  StreamGuard Guard(Stream);
  int64_t Result = report(
      hostCall(HostCall::SetBuffer, Stream->stream, uint64_t(Mode), Bytes));
  Stream->forgetWay();
  return int(Result);
}

void setbuf(FILE *__restrict Stream, char *__restrict Buffer) noexcept {
  setvbuf(Stream, Buffer, Buffer ? _IOFBF : _IONBF, BUFSIZ);
}

void flockfile(FILE *Stream) noexcept { Stream->lock.lock(); }
int ftrylockfile(FILE *Stream) noexcept { return !Stream->lock.tryLock(); }
void funlockfile(FILE *Stream) noexcept { Stream->lock.unlock(); }

} // extern "C"
