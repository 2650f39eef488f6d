//===- sys/utsname.h - Names of the system that the program runs on -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_SYS_UTSNAME_H
#define HEDDLE_SYS_UTSNAME_H

#include "__llvm-libc-common.h"

struct utsname {
  char sysname[65];
  char nodename[65];
  char release[65];
  char version[65];
  char machine[65];
  char domainname[65];
};

__BEGIN_C_DECLS

int uname(struct utsname *) __NOEXCEPT;

__END_C_DECLS

#endif // HEDDLE_SYS_UTSNAME_H
