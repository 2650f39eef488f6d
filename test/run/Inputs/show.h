// What tests of system calls have in common, in C and C++.
#include <errno.h>
#include <stdio.h>
#include <string.h>

/// Prints the call, what it returned, and its error.
#define SHOW(call)                                                                                                     \
  do {                                                                                                                 \
    errno = 0;                                                                                                         \
    long long result = (long long)(call);                                                                              \
    printf("%s: %lld, %s\n", #call, result, errno ? strerror(errno) : "fine");                                         \
  } while (0)
