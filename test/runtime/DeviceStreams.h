//===- DeviceStreams.h - The runtime's streams, called on the host --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// runtime/device's streams with runtime/host's server behind them and no device
// in between: a host call is a function call.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_RUNTIME_DEVICESTREAMS_H
#define HEDDLE_TEST_RUNTIME_DEVICESTREAMS_H

#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <string>
#include <sys/types.h>

/// The runtime's FILE.
struct DeviceFile;

extern "C" {
extern DeviceFile *device_stdin, *device_stdout, *device_stderr;
DeviceFile *device_fopen(const char *, const char *);
DeviceFile *device_freopen(const char *, const char *, DeviceFile *);
DeviceFile *device_tmpfile();
int device_fclose(DeviceFile *);
int device_fflush(DeviceFile *);
int device_fileno(DeviceFile *);
int device_remove(const char *);
int device_rename(const char *, const char *);
int device_setvbuf(DeviceFile *, char *, int, size_t);
size_t device_fread(void *, size_t, size_t, DeviceFile *);
size_t device_fwrite(const void *, size_t, size_t, DeviceFile *);
int device_fgetc(DeviceFile *);
int device_ungetc(int, DeviceFile *);
char *device_fgets(char *, int, DeviceFile *);
int device_fputc(int, DeviceFile *);
int device_fputs(const char *, DeviceFile *);
void device_flockfile(DeviceFile *);
int device_ftrylockfile(DeviceFile *);
void device_funlockfile(DeviceFile *);
int device_fseek(DeviceFile *, long, int);
long device_ftell(DeviceFile *);
void device_rewind(DeviceFile *);
int device_feof(DeviceFile *);
int device_ferror(DeviceFile *);
void device_clearerr(DeviceFile *);
int device_fprintf(DeviceFile *, const char *, ...);
int device_fscanf(DeviceFile *, const char *, ...);
ssize_t device_read(int, void *, size_t);
}

namespace heddle::test {

/// Host calls since the process began.
uint64_t hostCalls();
/// Records put into the output ring.
uint64_t outputRecords();

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_DEVICESTREAMS_H
