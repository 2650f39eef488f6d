//===- getopt.h - Options of a command line -------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef _GETOPT_H
#define _GETOPT_H

#include "__llvm-libc-common.h"

#define no_argument 0
#define required_argument 1
#define optional_argument 2

struct option {
  const char *name;
  int has_arg;
  int *flag;
  int val;
};

__BEGIN_C_DECLS

extern char *optarg;
extern int optind, opterr, optopt;

/* As of glibc: arguments that are no options go to the end unless the string begins with '+' or
 * POSIXLY_CORRECT is set; with '-' they are options 1. */
int getopt(int, char *const[], const char *) __NOEXCEPT;
int getopt_long(int, char *const[], const char *, const struct option *,
                int *) __NOEXCEPT;
int getopt_long_only(int, char *const[], const char *, const struct option *,
                     int *) __NOEXCEPT;

__END_C_DECLS

#endif // _GETOPT_H
