// Files by descriptor and by path, as POSIX has them.
// RUN: rm -rf %t.dir && mkdir %t.dir && %agree_c %s -O2 -D_GNU_SOURCE -- %t.dir

#include "Inputs/show.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char buffer[20000], path[PATH_MAX];
  if (argc < 2 || chdir(argv[1]) != 0 || system("rm -rf file created dir fifo temp-* folder-* ??????.c") != 0)
    return 1;

  int fd = open("file", O_RDWR | O_CREAT | O_EXCL, 0640);
  if (fd < 3)
    return 2;
  memset(buffer, 'x', sizeof(buffer));
  SHOW(write(fd, buffer, 10000));
  SHOW(lseek(fd, -5, SEEK_CUR));
  SHOW(write(fd, "hello, world", 12));
  SHOW(pwrite(fd, "P", 1, 2));
  SHOW(pread(fd, buffer, 5, 0));
  printf("%.5s\n", buffer);
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(read(fd, buffer, sizeof(buffer)));
  printf("%.12s\n", buffer + 9995);
  SHOW(read(fd, buffer, 1));
  SHOW(lseek(fd, 0, 99));
  SHOW(ftruncate(fd, 4));
  struct stat status;
  SHOW(fstat(fd, &status));
  printf("%lld %o %d\n", (long long)status.st_size, status.st_mode & 07777, S_ISREG(status.st_mode));
  SHOW(fchmod(fd, 0600));
  struct timespec times[2] = {{1000000000, 5}, {1234567890, 123456000}};
  SHOW(futimens(fd, times));
  SHOW(fstat(fd, &status));
  printf("%lld %lld %ld %o\n", (long long)status.st_atime, (long long)status.st_mtime, (long)status.st_mtim.tv_nsec,
         status.st_mode & 0777);
  SHOW(isatty(fd));
  SHOW(close(fd));
  SHOW(close(fd));
  SHOW(read(fd, buffer, 1));
  SHOW(write(12345, buffer, 1));
  SHOW(fstat(-1, &status));

  SHOW(open("file", O_RDONLY | O_CREAT | O_EXCL, 0600));
  SHOW(open("none", O_RDONLY));
  SHOW(open(".", O_WRONLY));
  fd = creat("created", 0600);
  SHOW(write(fd, "1\n2\n", 4));
  SHOW(close(fd));

  // A descriptor's stream and a stream's descriptor.
  FILE *stream = fdopen(open("created", O_RDWR), "r+");
  SHOW(fgets(buffer, 10, stream) != NULL);
  printf("%s", buffer);
  SHOW(fstat(fileno(stream), &status));
  SHOW(ftruncate(fileno(stream), 100));
  SHOW(fstat(fileno(stream), &status));
  printf("%lld\n", (long long)status.st_size);
  SHOW(fclose(stream));
  SHOW(fdopen(12345, "r") != NULL);

  SHOW(mkdir("dir", 0755));
  SHOW(mkdir("dir", 0755));
  SHOW(unlink("dir"));
  SHOW(rmdir("file"));
  SHOW(symlink("../file", "dir/link"));
  SHOW(link("file", "dir/hard"));
  SHOW(lstat("dir/link", &status));
  printf("%d %lld\n", S_ISLNK(status.st_mode), (long long)status.st_size);
  SHOW(stat("dir/link", &status));
  printf("%d %d\n", S_ISREG(status.st_mode), (int)status.st_nlink);
  SHOW(readlink("dir/link", buffer, 4));
  printf("%.4s\n", buffer);
  SHOW(readlink("file", buffer, 4));
  SHOW(rmdir("dir"));
  char *real = realpath("dir/link", NULL), *file = realpath("file", path);
  printf("%d %d\n", strcmp(real, file), file == path);
  free(real);
  SHOW(realpath("none/x", path) != NULL);
  SHOW(access("file", R_OK | W_OK));
  SHOW(access("none", F_OK));
  SHOW(truncate("file", 9));
  SHOW(chmod("file", 04755));
  SHOW(utimensat(AT_FDCWD, "file", NULL, 0));
  SHOW(mkfifo("fifo", 0600));
  SHOW(stat("fifo", &status));
  printf("%d %d\n", S_ISFIFO(status.st_mode), S_ISDIR(status.st_mode));

  // Relative to a directory.
  int directory = open("dir", O_RDONLY | O_DIRECTORY);
  fd = openat(directory, "below", O_CREAT | O_WRONLY, 0644);
  SHOW(write(fd, "below", 5));
  SHOW(close(fd));
  SHOW(fstatat(directory, "below", &status, 0));
  SHOW(unlinkat(directory, "hard", 0));
  SHOW(openat(12345, "below", O_RDONLY));
  DIR *entries = fdopendir(directory);
  int count = 0, others = 0;
  long letters = 0;
  for (struct dirent *entry; (entry = readdir(entries)); ++count) {
    letters += (long)strlen(entry->d_name);
    others += entry->d_type != DT_REG && entry->d_type != DT_DIR && entry->d_type != DT_LNK;
  }
  printf("%d entries, %ld letters, %d others\n", count, letters, others);
  rewinddir(entries);
  printf("%d\n", readdir(entries) != NULL);
  SHOW(closedir(entries));
  SHOW(opendir("file") != NULL);

  struct statvfs space;
  SHOW(statvfs(".", &space));
  printf("%d %d\n", space.f_bsize > 0 && space.f_blocks >= space.f_bfree, (int)space.f_namemax);
  SHOW(getcwd(buffer, 3) != NULL);
  printf("%d\n", strcmp(getcwd(path, sizeof(path)), argv[1]));
  SHOW(pathconf(".", _PC_NAME_MAX));

  char temporary[] = "temp-XXXXXX", folder[] = "folder-XXXXXX", suffix[] = "XXXXXX.c", bad[] = "XXX";
  fd = mkstemp(temporary);
  SHOW(strcmp(temporary, "temp-XXXXXX") != 0 && stat(temporary, &status) == 0 && (status.st_mode & 0777) == 0600);
  SHOW(close(fd));
  SHOW(mkdtemp(folder) == folder && stat(folder, &status) == 0 && S_ISDIR(status.st_mode));
  fd = mkstemps(suffix, 2);
  SHOW(fd >= 0 && strcmp(suffix + 6, ".c") == 0 && close(fd) == 0);
  SHOW(mkstemp(bad));
  stream = tmpfile();
  SHOW(fputs("temporary", stream) >= 0);
  rewind(stream);
  SHOW(fread(buffer, 1, 20, stream));
  SHOW(fclose(stream));
  char longest[5000];
  memset(longest, 'z', sizeof(longest));
  longest[4999] = 0;
  SHOW(stat(longest, &status));
  SHOW(mkdir(longest, 0700));
  return 0;
}
