//===- HostStreams.cpp - The host's side of the program's FILE streams ----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostStreams.h"

#include "../abi/Abi.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <poll.h>
#include <stdio_ext.h>
#include <string>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace heddle::host {

HostStreams::HostStreams() : NextId(abi::StderrStream + 1) {
  add(abi::StdinStream, stdin);
  add(abi::StdoutStream, stdout);
  add(abi::StderrStream, stderr);
}

HostStreams::~HostStreams() {
  for (auto &[Id, Entry] : Table)
    if (Id > abi::StderrStream) {
      fclose(Entry.File);
    } else if (Entry.Buffer) {
      // Takes what ungetc has put back (see setBuffer).
      fseeko(Entry.File, 0, SEEK_CUR);
      setvbuf(Entry.File, nullptr, _IONBF, 0);
    }
}

void HostStreams::Stream::ask() {
  struct stat Status;
  bool Known = fstat(fileno(File), &Status) == 0;
  Regular = Known && S_ISREG(Status.st_mode);
  Waits = Known && !Regular && !S_ISDIR(Status.st_mode);
}

void HostStreams::add(uint64_t Id, FILE *File) { Table.try_emplace(Id, File); }

void HostStreams::renew(int Descriptor) {
  std::lock_guard Guard(Lock);
  for (auto &[Id, Entry] : Table)
    if (fileno(Entry.File) == Descriptor)
      Entry.ask();
}

uint64_t HostStreams::open(const char *Path, const char *Mode) {
  if (!strchr("rwa", Mode[0]) || Mode[0] == '\0') {
    errno = EINVAL;
    return abi::NoStream;
  }
  // A comma begins ",ccs=", which would make the stream a wide one. A file that is
  // mapped ('m') and then cut off is a fault of whoever reads it.
  std::string Plain(Mode, strcspn(Mode, ","));
  std::erase(Plain, 'm');
  FILE *File = fopen(Path, Plain.c_str());
  return File ? adopt(File) : abi::NoStream;
}

uint64_t HostStreams::adopt(FILE *File) {
  std::lock_guard Guard(Lock);
  add(NextId, File);
  return NextId++;
}

const HostStreams::Stream *HostStreams::lookUp(uint64_t Id) const {
  std::lock_guard Guard(Lock);
  auto Found = Table.find(Id);
  return Found == Table.end() ? nullptr : &Found->second;
}

FILE *HostStreams::find(uint64_t Id) const {
  const Stream *Found = lookUp(Id);
  return Found ? Found->File : nullptr;
}

int HostStreams::descriptorOf(uint64_t Id) const {
  std::lock_guard Guard(Lock);
  auto Found = Table.find(Id);
  return Found == Table.end() ? -1 : fileno(Found->second.File);
}

FILE *HostStreams::findRegular(uint64_t Id) const {
  const Stream *Found = lookUp(Id);
  return Found && Found->Regular ? Found->File : nullptr;
}

abi::OutputWay HostStreams::way(uint64_t Id) const {
  const Stream *Found = lookUp(Id);
  if (!Found || Id > UINT32_MAX || ferror(Found->File) ||
      __fbufsize(Found->File) <= 1 || __flbf(Found->File))
    return abi::OutputWay::Call;
  return Found->Waits ? abi::OutputWay::PacedRing : abi::OutputWay::Ring;
}

bool HostStreams::deferError(uint64_t Id, int Error) {
  std::lock_guard Guard(Lock);
  auto Found = Table.find(Id);
  if (Found == Table.end() || Found->second.DeferredError)
    return false;
  Found->second.DeferredError = Error;
  return true;
}

int HostStreams::takeError(uint64_t Id) {
  std::lock_guard Guard(Lock);
  auto Found = Table.find(Id);
  return Found == Table.end() ? 0 : std::exchange(Found->second.DeferredError, 0);
}

int HostStreams::close(uint64_t Id) {
  FILE *File;
  int Error;
  std::unique_ptr<char[]> Buffer;
  {
    std::lock_guard Guard(Lock);
    auto Found = Table.find(Id);
    if (Found == Table.end()) {
      errno = EINVAL;
      return EOF;
    }
    File = Found->second.File;
    Buffer = std::move(Found->second.Buffer);
    Error = Found->second.DeferredError;
    Table.erase(Found);
  }
  if (int Result = fclose(File); Result || !Error)
    return Result;
  errno = Error;
  return EOF;
}

int HostStreams::setBuffer(uint64_t Id, int Mode, uint64_t Bytes) {
  std::unique_lock Guard(Lock);
  auto Found = Table.find(Id);
  if (Found == Table.end() ||
      (Mode != _IOFBF && Mode != _IOLBF && Mode != _IONBF)) {
    errno = EINVAL;
    return EOF;
  }
  Stream &Target = Found->second;
  Guard.unlock();
  // With characters that ungetc has put back, glibc's setvbuf confuses its own
  // buffers and frees one that it has not allocated.
  if (Target.File->_IO_save_base) {
    errno = EINVAL;
    return EOF;
  }
  // The C library ignores the size unless it is given the buffer as well.
  std::unique_ptr<char[]> Buffer;
  size_t Size = std::min<uint64_t>(Bytes, uint64_t(64) << 20);
  if (Mode != _IONBF && Size != 0)
    Buffer.reset(new char[Size]);
  int Result = setvbuf(Target.File, Buffer.get(), Mode, Size);
  // Without a new one the FILE keeps the buffer that it has.
  if (Result == 0 && (Buffer || Mode == _IONBF))
    Target.Buffer = std::move(Buffer);
  return Result;
}

int HostStreams::flushAll(std::span<const uint64_t> Except) {
  // fflush(nullptr) would take the lock of a stream that another thread is
  // reading from, and wait for input that may never come.
  std::vector<FILE *> Files;
  {
    std::lock_guard Guard(Lock);
    for (auto &[Id, Entry] : Table)
      if (std::ranges::find(Except, Id) == Except.end())
        Files.push_back(Entry.File);
  }
  int Result = 0;
  for (FILE *File : Files) {
    // A stream whose write failed reports that through its own state.
    if (fflush(File) == EOF)
      Result = EOF;
  }
  return Result;
}

// A pipe that is writable takes PIPE_BUF bytes, which is what its FILE has for
// a buffer unless the program asked for a larger one.
static bool hasRoom(FILE *File) {
  if (__fbufsize(File) > PIPE_BUF)
    return false;
  pollfd Room = {fileno(File), POLLOUT, 0};
  return poll(&Room, 1, 0) != 0;
}

bool HostStreams::writeMayBlock(uint64_t Id,
                                std::span<const uint8_t> Bytes) const {
  const Stream *Target = lookUp(Id);
  if (!Target || !Target->Waits)
    return false;
  FILE *File = Target->File;
  size_t Capacity = __fbufsize(File);
  bool Flushes =
      Capacity <= 1 || __fpending(File) + Bytes.size() >= Capacity ||
      (__flbf(File) && std::ranges::find(Bytes, '\n') != Bytes.end());
  if (!Flushes)
    return false;
  return !hasRoom(File);
}

bool HostStreams::flushMayBlock(uint64_t Id) const {
  const Stream *Target = lookUp(Id);
  return Target && Target->Waits && __fpending(Target->File) != 0 &&
         !hasRoom(Target->File);
}

bool HostStreams::readMayBlock(uint64_t Id, uint64_t Bytes, bool Line) const {
  const Stream *Target = lookUp(Id);
  if (!Target || !Target->Waits)
    return false;
  FILE *File = Target->File;
  const char *Begin = File->_IO_read_ptr, *End = File->_IO_read_end;
  size_t Buffered = End > Begin ? End - Begin : 0;
  if (Buffered >= Bytes)
    return false;
  return !Line || Buffered == 0 || !memchr(Begin, '\n', Buffered);
}

bool HostStreams::hasInput(uint64_t Id) const {
  const Stream *Target = lookUp(Id);
  // Who reads at the moment takes what there is.
  if (!Target || ftrylockfile(Target->File) != 0)
    return false;
  bool Has = Target->File->_IO_read_end > Target->File->_IO_read_ptr;
  funlockfile(Target->File);
  return Has;
}

} // namespace heddle::host
