//===- directories.c - Whole directories ----------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct entries {
  struct dirent **all;
  size_t count, room;
};

static bool add(struct entries *e, const struct dirent *entry) {
  if (e->count == e->room) {
    size_t room = e->room ? 2 * e->room : 16;
    struct dirent **all = reallocarray(e->all, room, sizeof *all);
    if (!all)
      return false;
    e->all = all;
    e->room = room;
  }
  struct dirent *copy = malloc(sizeof *copy);
  if (!copy)
    return false;
  memcpy(copy, entry, sizeof *copy);
  e->all[e->count++] = copy;
  return true;
}

int scandir(const char *path, struct dirent ***list,
            int (*select)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **)) {
  DIR *directory = opendir(path);
  if (!directory)
    return -1;
  int before = errno;
  struct entries found = {};
  struct dirent *entry;
  bool complete = true;
  errno = 0;
  while (complete && (entry = readdir(directory))) {
    if (!select || select(entry))
      complete = add(&found, entry);
    // The selection may have set it.
    if (complete)
      errno = 0;
  }
  int error = complete ? errno : ENOMEM;
  closedir(directory);
  if (error) {
    while (found.count)
      free(found.all[--found.count]);
    free(found.all);
    errno = error;
    return -1;
  }
  errno = before;
  if (compare)
    qsort(found.all, found.count, sizeof *found.all,
          (int (*)(const void *, const void *))compare);
  *list = found.all;
  return (int)found.count;
}

int alphasort(const struct dirent **a, const struct dirent **b) {
  return strcoll((*a)->d_name, (*b)->d_name);
}
