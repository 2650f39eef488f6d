//===- StreamNames.h - Names for the runtime's streams beside the host's --===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Included before everything else by the sources of the runtime's streams,
// which see the device's C headers, when they are compiled for the host's tests.
//
//===----------------------------------------------------------------------===//

#define stdin device_stdin
#define stdout device_stdout
#define stderr device_stderr
#define vsnprintf device_vsnprintf
#define fopen device_fopen
#define freopen device_freopen
#define fdopen device_fdopen
#define tmpfile device_tmpfile
#define tmpnam device_tmpnam
#define fclose device_fclose
#define fflush device_fflush
#define fileno device_fileno
#define remove device_remove
#define unlink device_unlink
#define rename device_rename
#define setbuf device_setbuf
#define setvbuf device_setvbuf
#define fread device_fread
#define fwrite device_fwrite
#define fgetc device_fgetc
#define getc device_getc
#define getchar device_getchar
#define ungetc device_ungetc
#define fgets device_fgets
#define fputc device_fputc
#define putc device_putc
#define putchar device_putchar
#define fputs device_fputs
#define puts device_puts
#define flockfile device_flockfile
#define ftrylockfile device_ftrylockfile
#define funlockfile device_funlockfile
#define fseek device_fseek
#define fseeko device_fseeko
#define ftell device_ftell
#define ftello device_ftello
#define rewind device_rewind
#define feof device_feof
#define ferror device_ferror
#define clearerr device_clearerr
#define printf device_printf
#define fprintf device_fprintf
#define vprintf device_vprintf
#define vfprintf device_vfprintf
#define scanf device_scanf
#define fscanf device_fscanf
#define vscanf device_vscanf
#define vfscanf device_vfscanf
#define isatty device_isatty
#define read device_read
#define write device_write
#define close device_close
#define dup device_dup
#define dup2 device_dup2
#define dup3 device_dup3
#define pipe device_pipe
#define pipe2 device_pipe2
#define fcntl device_fcntl
#define readv device_readv
#define writev device_writev
#define preadv device_preadv
#define pwritev device_pwritev
#define getentropy device_getentropy
#define pthread_mutex_lock device_mutex_lock
#define pthread_mutex_trylock device_mutex_trylock
#define pthread_mutex_unlock device_mutex_unlock

// The header has these for macros of its own.
#include <stdio.h>
#undef stdin
#undef stdout
#undef stderr
#define stdin device_stdin
#define stdout device_stdout
#define stderr device_stderr
