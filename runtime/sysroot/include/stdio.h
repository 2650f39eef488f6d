/*===- stdio.h - ISO C and POSIX <stdio.h> ---------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_STDIO_H
#define HEDDLE_STDIO_H

#include "__llvm-libc-common.h"
#include "llvm-libc-types/FILE.h"
#include "llvm-libc-types/off_t.h"
#include "llvm-libc-types/ssize_t.h"
#include <heddle/unsupported.h>

#define __need_size_t
#define __need_NULL
#include <stddef.h>
#include <stdarg.h>

#define EOF (-1)
#define BUFSIZ 1024
#define FILENAME_MAX 4096
#define FOPEN_MAX 16
#define L_tmpnam 20
#define TMP_MAX 238328
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2

typedef struct {
  off_t __offset;
} fpos_t;

__BEGIN_C_DECLS

extern FILE *stdin;
extern FILE *stdout;
extern FILE *stderr;
#define stdin stdin
#define stdout stdout
#define stderr stderr

FILE *fopen(const char *__restrict, const char *__restrict) __NOEXCEPT;
FILE *freopen(const char *__restrict, const char *__restrict, FILE *__restrict) __NOEXCEPT;
FILE *fdopen(int, const char *) __NOEXCEPT;
FILE *tmpfile(void) __NOEXCEPT;
char *tmpnam(char *) __NOEXCEPT;
int fclose(FILE *) __NOEXCEPT;
int fflush(FILE *) __NOEXCEPT;
int fileno(FILE *) __NOEXCEPT;
int remove(const char *) __NOEXCEPT;
int rename(const char *, const char *) __NOEXCEPT;
void setbuf(FILE *__restrict, char *__restrict) __NOEXCEPT;
int setvbuf(FILE *__restrict, char *__restrict, int, size_t) __NOEXCEPT;

size_t fread(void *__restrict, size_t, size_t, FILE *__restrict) __NOEXCEPT;
size_t fwrite(const void *__restrict, size_t, size_t, FILE *__restrict) __NOEXCEPT;
int fgetc(FILE *) __NOEXCEPT;
int getc(FILE *) __NOEXCEPT;
int getchar(void) __NOEXCEPT;
int ungetc(int, FILE *) __NOEXCEPT;
char *fgets(char *__restrict, int, FILE *__restrict) __NOEXCEPT;
ssize_t getline(char **__restrict, size_t *__restrict, FILE *__restrict) __NOEXCEPT;
ssize_t getdelim(char **__restrict, size_t *__restrict, int, FILE *__restrict) __NOEXCEPT;
int fputc(int, FILE *) __NOEXCEPT;
int putc(int, FILE *) __NOEXCEPT;
int putchar(int) __NOEXCEPT;
int fputs(const char *__restrict, FILE *__restrict) __NOEXCEPT;
int puts(const char *) __NOEXCEPT;
void perror(const char *) __NOEXCEPT;
int getc_unlocked(FILE *) __NOEXCEPT;
int getchar_unlocked(void) __NOEXCEPT;
int putc_unlocked(int, FILE *) __NOEXCEPT;
int putchar_unlocked(int) __NOEXCEPT;
void flockfile(FILE *) __NOEXCEPT;
int ftrylockfile(FILE *) __NOEXCEPT;
void funlockfile(FILE *) __NOEXCEPT;

int fgetpos(FILE *__restrict, fpos_t *__restrict) __NOEXCEPT;
int fsetpos(FILE *, const fpos_t *) __NOEXCEPT;
int fseek(FILE *, long, int) __NOEXCEPT;
int fseeko(FILE *, off_t, int) __NOEXCEPT;
long ftell(FILE *) __NOEXCEPT;
off_t ftello(FILE *) __NOEXCEPT;
void rewind(FILE *) __NOEXCEPT;
int feof(FILE *) __NOEXCEPT;
int ferror(FILE *) __NOEXCEPT;
void clearerr(FILE *) __NOEXCEPT;

#define __HEDDLE_FORMAT(kind, format, first)                                   \
  __attribute__((__format__(kind, format, first)))
int printf(const char *__restrict, ...) __NOEXCEPT __HEDDLE_FORMAT(__printf__, 1, 2);
int fprintf(FILE *__restrict, const char *__restrict, ...) __NOEXCEPT __HEDDLE_FORMAT(__printf__, 2, 3);
int sprintf(char *__restrict, const char *__restrict, ...) __NOEXCEPT __HEDDLE_FORMAT(__printf__, 2, 3);
int snprintf(char *__restrict, size_t, const char *__restrict, ...) __NOEXCEPT
    __HEDDLE_FORMAT(__printf__, 3, 4);
int asprintf(char **__restrict, const char *__restrict, ...) __NOEXCEPT __HEDDLE_FORMAT(__printf__, 2, 3);
int dprintf(int, const char *__restrict, ...) __NOEXCEPT __HEDDLE_FORMAT(__printf__, 2, 3);
int vdprintf(int, const char *__restrict, va_list) __NOEXCEPT __HEDDLE_FORMAT(__printf__, 2, 0);
int vprintf(const char *__restrict, va_list) __NOEXCEPT __HEDDLE_FORMAT(__printf__, 1, 0);
int vfprintf(FILE *__restrict, const char *__restrict, va_list) __NOEXCEPT __HEDDLE_FORMAT(__printf__, 2, 0);
int vsprintf(char *__restrict, const char *__restrict, va_list) __NOEXCEPT __HEDDLE_FORMAT(__printf__, 2, 0);
int vsnprintf(char *__restrict, size_t, const char *__restrict, va_list) __NOEXCEPT
    __HEDDLE_FORMAT(__printf__, 3, 0);
int vasprintf(char **__restrict, const char *__restrict, va_list) __NOEXCEPT
    __HEDDLE_FORMAT(__printf__, 2, 0);
int scanf(const char *__restrict, ...) __NOEXCEPT __HEDDLE_FORMAT(__scanf__, 1, 2);
int fscanf(FILE *__restrict, const char *__restrict, ...) __NOEXCEPT __HEDDLE_FORMAT(__scanf__, 2, 3);
int sscanf(const char *__restrict, const char *__restrict, ...) __NOEXCEPT __HEDDLE_FORMAT(__scanf__, 2, 3);
int vscanf(const char *__restrict, va_list) __NOEXCEPT __HEDDLE_FORMAT(__scanf__, 1, 0);
int vfscanf(FILE *__restrict, const char *__restrict, va_list) __NOEXCEPT __HEDDLE_FORMAT(__scanf__, 2, 0);
int vsscanf(const char *__restrict, const char *__restrict, va_list) __NOEXCEPT
    __HEDDLE_FORMAT(__scanf__, 2, 0);
#undef __HEDDLE_FORMAT

FILE *popen(const char *, const char *) __NOEXCEPT __HEDDLE_NO_PROCESSES;
int pclose(FILE *) __NOEXCEPT __HEDDLE_NO_PROCESSES;

__END_C_DECLS

#endif /* HEDDLE_STDIO_H */
