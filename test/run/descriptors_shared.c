// Descriptors for one file, their flags, record locks, and blocks in a row, as POSIX has them.
// RUN: rm -rf %t.dir && mkdir %t.dir && %agree_c %s -O2 -D_GNU_SOURCE -- %t.dir
// RUN: cat %t.agree.heddle.out | FileCheck %s
// Written into a file by printf, by write and by a command, and then here again.
// CHECK: redirected|written|printed|a command's|
// CHECK: input: from a file

#include "Inputs/show.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static char large[3][10000], again[3][10000];

static void duplicates(void) {
  int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600), copy = dup(fd);
  SHOW(copy > fd);
  SHOW(write(fd, "0123456789", 10));
  SHOW(lseek(copy, 0, SEEK_CUR));
  SHOW(lseek(copy, 4, SEEK_SET));
  char byte;
  SHOW(read(fd, &byte, 1) == 1 && byte == '4');
  SHOW(close(fd));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(lseek(copy, 0, SEEK_CUR));
  fd = fcntl(copy, F_DUPFD, 150);
  SHOW(fd >= 150);
  SHOW(fcntl(fd, F_GETFD));
  int closing = fcntl(copy, F_DUPFD_CLOEXEC, 0);
  SHOW(fcntl(closing, F_GETFD));
  SHOW(fcntl(closing, F_SETFD, 0));
  SHOW(fcntl(closing, F_GETFD));
  SHOW(fcntl(fd, F_SETFD, FD_CLOEXEC));
  SHOW(fcntl(fd, F_GETFD));
  int other = open("other", O_RDWR | O_CREAT | O_TRUNC, 0600);
  SHOW(dup2(copy, other) == other);
  SHOW(lseek(other, 0, SEEK_CUR));
  SHOW(dup3(copy, other, O_CLOEXEC) == other);
  SHOW(fcntl(other, F_GETFD));
  SHOW(dup2(copy, 333));
  SHOW(dup2(copy, 333));
  SHOW(lseek(333, 0, SEEK_CUR));
  SHOW(dup2(copy, copy) == copy);
  SHOW(dup3(copy, copy, 0));
  SHOW(dup3(copy, other, 1));
  SHOW(dup(12345));
  SHOW(dup(-1));
  SHOW(dup2(12345, 12345));
  SHOW(dup2(12345, other));
  SHOW(dup2(copy, -1));
  SHOW(dup2(copy, INT_MAX));
  SHOW(fcntl(copy, F_DUPFD, -1));
  SHOW(fcntl(copy, F_DUPFD, INT_MAX));
  SHOW(fcntl(12345, F_GETFL));
  SHOW(fcntl(copy, 9999));
  SHOW(fcntl(copy, F_GETFL) & O_ACCMODE);
  SHOW(fcntl(copy, F_SETFL, O_APPEND | O_NONBLOCK));
  SHOW(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(write(fd, "end", 3));
  SHOW(pread(fd, again[0], 100, 8));
  printf("%.5s\n", again[0]);
  // A stream of its own for the same file.
  FILE *stream = fdopen(closing, "a");
  SHOW(fputs("stream", stream) >= 0 && fclose(stream) == 0);
  SHOW(lseek(fd, 0, SEEK_END));
  SHOW(close(fd) + close(copy) + close(other) + close(333));
}

static void redirects(void) {
  fflush(stdout);
  int before = dup(STDOUT_FILENO), file = open("out", O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (dup2(file, STDOUT_FILENO) != STDOUT_FILENO)
    exit(3);
  printf("redirected|");
  fflush(stdout);
  if (write(STDOUT_FILENO, "written|", 8) != 8)
    exit(4);
  printf("printed|");
  fflush(stdout);
  if (system("printf \"a command's|\"") != 0)
    exit(5);
  // Not flushed: it is the stream's, and goes where that goes then.
  printf("kept|");
  if (dup2(before, STDOUT_FILENO) != STDOUT_FILENO)
    exit(6);
  printf("\n");
  SHOW(close(before));
  SHOW(pread(file, again[0], 100, 0));
  printf("%.39s\n", again[0]);
  SHOW(dup2(open("in", O_RDONLY), STDIN_FILENO));
  char line[100];
  SHOW(scanf("%99[^\n]", line));
  printf("input: %s\n", line);
  SHOW(close(file));
}

static void locks(void) {
  int fd = open("file", O_RDWR), other = open("file", O_RDWR);
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 2, .l_len = 3};
  SHOW(fcntl(fd, F_SETLK, &lock));
  SHOW(fcntl(other, F_SETLKW, &lock)); // the same process's
  SHOW(fcntl(other, F_GETLK, &lock));
  printf("%d\n", lock.l_type == F_UNLCK);
  lock = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 4, .l_len = 9};
  SHOW(fcntl(fd, F_OFD_SETLK, &lock)); // which does not count here
  lock = (struct flock){.l_type = F_UNLCK, .l_whence = SEEK_SET};
  SHOW(fcntl(fd, F_SETLK, &lock));
  lock = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 4, .l_len = 9};
  SHOW(fcntl(fd, F_OFD_SETLK, &lock));
  SHOW(fcntl(other, F_OFD_SETLK, &lock));
  SHOW(fcntl(other, F_GETLK, &lock));
  printf("%d %lld %lld %d\n", lock.l_type, (long long)lock.l_start, (long long)lock.l_len, (int)lock.l_pid);
  lock.l_type = 77;
  SHOW(fcntl(fd, F_SETLK, &lock));
  SHOW(fcntl(12345, F_SETLKW, &lock));
  int reader = open("file", O_RDONLY);
  lock = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_END};
  SHOW(fcntl(reader, F_SETLK, &lock));
  SHOW(close(fd) + close(other) + close(reader));
}

static void blocks(void) {
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 10000; ++j)
      large[i][j] = (char)(i * 7 + j % 251);
  int fd = open("blocks", O_RDWR | O_CREAT | O_TRUNC, 0600);
  struct iovec row[4] = {{"one ", 4}, {NULL, 0}, {"two ", 4}, {"three", 5}};
  SHOW(writev(fd, row, 4));
  SHOW(writev(fd, row, 0));
  SHOW(pwritev(fd, row, 1, 9));
  struct iovec three[3] = {{large[0], 10000}, {large[1], 9999}, {large[2], 1}};
  SHOW(writev(fd, three, 3));
  SHOW(lseek(fd, 13, SEEK_SET));
  for (int i = 0; i < 3; ++i)
    three[i].iov_base = again[i];
  SHOW(readv(fd, three, 3));
  printf("%d\n", memcmp(large[0], again[0], 10000) | memcmp(large[1], again[1], 9999) | (large[2][0] - again[2][0]));
  SHOW(readv(fd, three, 3));
  three[0].iov_len = 6;
  three[1].iov_len = 4;
  SHOW(preadv(fd, three, 2, 2));
  printf("%.6s|%.4s\n", again[0], again[1]);
  SHOW(preadv(fd, three, 2, 20010));
  SHOW(readv(fd, row, -1));
  SHOW(writev(fd, row, IOV_MAX + 1));
  row[0].iov_len = (size_t)-1;
  SHOW(writev(fd, row, 3));
  SHOW(pwritev(fd, row, 1, -1));
  SHOW(writev(12345, three, 1));
  SHOW(close(fd));
  SHOW(readv(fd, three, 1));
  // To the streams, too, between what is printed.
  struct iovec words[2] = {{"in two ", 7}, {"parts\n", 6}};
  fflush(stdout);
  SHOW(writev(STDOUT_FILENO, words, 2));
}

// Descriptor 0 is another file's from now on.
static void reuses(void) {
  char byte;
  SHOW(close(STDIN_FILENO));
  SHOW(read(STDIN_FILENO, &byte, 1));
  SHOW(fcntl(STDIN_FILENO, F_GETFD));
  SHOW(open("in", O_RDONLY));
  SHOW(lseek(STDIN_FILENO, 5, SEEK_SET));
  SHOW(read(STDIN_FILENO, &byte, 1) == 1 && byte == 'a');
  SHOW(close(STDIN_FILENO));
  int fd = open("/", O_RDONLY);
  SHOW(fd);
  SHOW(dup2(dup(fd), STDIN_FILENO));
  SHOW(close(STDIN_FILENO));
  SHOW(close(STDIN_FILENO));
}

int main(int argc, char **argv) {
  if (argc < 2 || chdir(argv[1]) != 0 || system("echo from a file > in") != 0)
    return 1;
  duplicates();
  redirects();
  locks();
  blocks();
  reuses();
  return 0;
}
