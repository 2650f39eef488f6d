/*===- unistd.h - POSIX <unistd.h>, what of it makes sense -----------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_UNISTD_H
#define HEDDLE_UNISTD_H

#include "__llvm-libc-common.h"
#include "llvm-libc-types/gid_t.h"
#include "llvm-libc-types/off_t.h"
#include "llvm-libc-types/pid_t.h"
#include "llvm-libc-types/ssize_t.h"
#include "llvm-libc-types/uid_t.h"
#include <heddle/unsupported.h>

#define __need_size_t
#define __need_NULL
#include <stddef.h>

#define _POSIX_VERSION 200809L
#define _POSIX_THREADS 200809L
#define _POSIX_TIMERS 200809L
#define _POSIX_MONOTONIC_CLOCK 200809L
#define _POSIX_SEMAPHORES 200809L
#define _POSIX_BARRIERS 200809L
#define _POSIX_READER_WRITER_LOCKS 200809L
#define _POSIX_SPIN_LOCKS 200809L

#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2
#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif
#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4

/* Numbered as on Linux. */
#define _SC_ARG_MAX 0
#define _SC_CLK_TCK 2
#define _SC_OPEN_MAX 4
#define _SC_PAGESIZE 30
#define _SC_PAGE_SIZE _SC_PAGESIZE
#define _SC_NPROCESSORS_CONF 83
#define _SC_NPROCESSORS_ONLN 84
#define _SC_PHYS_PAGES 85
#define _SC_AVPHYS_PAGES 86
#define _PC_LINK_MAX 0
#define _PC_NAME_MAX 3
#define _PC_PATH_MAX 4
#define _PC_PIPE_BUF 5

__BEGIN_C_DECLS

/* getopt.h has the long options. */
extern char *optarg;
extern int optind, opterr, optopt;
int getopt(int, char *const[], const char *) __NOEXCEPT;

extern char **environ;

long sysconf(int) __NOEXCEPT;
int getpagesize(void) __NOEXCEPT;
pid_t getpid(void) __NOEXCEPT;
pid_t getppid(void) __NOEXCEPT;
uid_t getuid(void) __NOEXCEPT;
uid_t geteuid(void) __NOEXCEPT;
gid_t getgid(void) __NOEXCEPT;
gid_t getegid(void) __NOEXCEPT;
int gethostname(char *, size_t) __NOEXCEPT;
int isatty(int) __NOEXCEPT;
unsigned sleep(unsigned) __NOEXCEPT;
int usleep(unsigned) __NOEXCEPT;
_Noreturn void _exit(int) __NOEXCEPT;
int getentropy(void *, size_t) __NOEXCEPT;
void swab(const void *__restrict, void *__restrict, ssize_t) __NOEXCEPT;

int access(const char *, int) __NOEXCEPT;
int faccessat(int, const char *, int, int) __NOEXCEPT;
int chdir(const char *) __NOEXCEPT;
int fchdir(int) __NOEXCEPT;
char *getcwd(char *, size_t) __NOEXCEPT;
int link(const char *, const char *) __NOEXCEPT;
int symlink(const char *, const char *) __NOEXCEPT;
ssize_t readlink(const char *__restrict, char *__restrict, size_t) __NOEXCEPT;
ssize_t readlinkat(int, const char *__restrict, char *__restrict, size_t) __NOEXCEPT;
int unlink(const char *) __NOEXCEPT;
int unlinkat(int, const char *, int) __NOEXCEPT;
int rmdir(const char *) __NOEXCEPT;
int truncate(const char *, off_t) __NOEXCEPT;
int ftruncate(int, off_t) __NOEXCEPT;
int chown(const char *, uid_t, gid_t) __NOEXCEPT;
int lchown(const char *, uid_t, gid_t) __NOEXCEPT;
int fchown(int, uid_t, gid_t) __NOEXCEPT;
long pathconf(const char *, int) __NOEXCEPT;
long fpathconf(int, int) __NOEXCEPT;

ssize_t read(int, void *, size_t) __NOEXCEPT;
ssize_t write(int, const void *, size_t) __NOEXCEPT;
ssize_t pread(int, void *, size_t, off_t) __NOEXCEPT;
ssize_t pwrite(int, const void *, size_t, off_t) __NOEXCEPT;
off_t lseek(int, off_t, int) __NOEXCEPT;
int close(int) __NOEXCEPT;
int fsync(int) __NOEXCEPT;
int fdatasync(int) __NOEXCEPT;
int dup(int) __NOEXCEPT;
int dup2(int, int) __NOEXCEPT;
int dup3(int, int, int) __NOEXCEPT;
int pipe(int[2]) __NOEXCEPT;
int pipe2(int[2], int) __NOEXCEPT;

pid_t fork(void) __NOEXCEPT
    __HEDDLE_UNSUPPORTED("a process on the device cannot be duplicated");
pid_t vfork(void) __NOEXCEPT
    __HEDDLE_UNSUPPORTED("a process on the device cannot be duplicated");
int execl(const char *, const char *, ...) __NOEXCEPT __HEDDLE_NO_PROCESSES;
int execle(const char *, const char *, ...) __NOEXCEPT __HEDDLE_NO_PROCESSES;
int execlp(const char *, const char *, ...) __NOEXCEPT __HEDDLE_NO_PROCESSES;
int execv(const char *, char *const[]) __NOEXCEPT __HEDDLE_NO_PROCESSES;
int execve(const char *, char *const[], char *const[]) __NOEXCEPT __HEDDLE_NO_PROCESSES;
int execvp(const char *, char *const[]) __NOEXCEPT __HEDDLE_NO_PROCESSES;
unsigned alarm(unsigned) __NOEXCEPT __HEDDLE_NO_SIGNALS;
int pause(void) __NOEXCEPT __HEDDLE_NO_SIGNALS;

__END_C_DECLS

#endif /* HEDDLE_UNISTD_H */
