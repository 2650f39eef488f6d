//===- stdio_lines.c - Whole lines, and positions in streams --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

ssize_t getdelim(char **restrict line, size_t *restrict capacity, int delimiter,
                 FILE *restrict stream) {
  if (!line || !capacity) {
    errno = EINVAL;
    return -1;
  }
  size_t length = 0;
  for (;;) {
    int c = fgetc(stream);
    if (c == EOF && length == 0)
      return -1;
    if (!*line || length + 2 > *capacity) {
      size_t wanted = !*line || *capacity < 60 ? 120 : *capacity * 2;
      char *larger = realloc(*line, wanted);
      if (!larger)
        return -1;
      *line = larger;
      *capacity = wanted;
    }
    if (c != EOF)
      (*line)[length++] = (char)c;
    if (c == EOF || c == delimiter)
      break;
  }
  (*line)[length] = '\0';
  return (ssize_t)length;
}

ssize_t getline(char **restrict line, size_t *restrict capacity, FILE *restrict stream) {
  return getdelim(line, capacity, '\n', stream);
}

int fgetpos(FILE *restrict stream, fpos_t *restrict position) {
  position->__offset = ftello(stream);
  return position->__offset < 0 ? -1 : 0;
}

int fsetpos(FILE *stream, const fpos_t *position) {
  return fseeko(stream, position->__offset, SEEK_SET);
}

int getc_unlocked(FILE *stream) { return fgetc(stream); }
int getchar_unlocked(void) { return getchar(); }
int putc_unlocked(int c, FILE *stream) { return fputc(c, stream); }
int putchar_unlocked(int c) { return putchar(c); }
