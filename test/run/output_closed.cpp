// A standard output that nobody reads, is full or closed: as on Linux.
// RUN: %heddle %s -O2 -o %t
// RUN: %native %s -O2 -o %t.native
// RUN: bash -c '%run %t forever | head -n 1; echo "status ${PIPESTATUS[0]}"' | FileCheck %s --check-prefix=HEAD
// RUN: bash -c '%t.native forever | head -n 1; echo "status ${PIPESTATUS[0]}"' | FileCheck %s --check-prefix=HEAD
// HEAD: line 0
// HEAD-NEXT: status 141
// RUN: bash -c '%run %t forever >/dev/full; echo "status $?"' | FileCheck %s --check-prefix=FULL
// RUN: bash -c '%t.native forever >/dev/full; echo "status $?"' | FileCheck %s --check-prefix=FULL
// FULL: status 9
// RUN: bash -c '%run %t >&-; echo "status $?" >&2' 2>&1 | FileCheck %s --check-prefix=CLOSED
// RUN: bash -c '%t.native >&-; echo "status $?" >&2' 2>&1 | FileCheck %s --check-prefix=CLOSED
// CLOSED: status 5

#include <cstdio>

int main(int Count, char **) {
  bool Forever = Count > 1;
  for (int i = 0; i < 10000 || Forever; ++i)
    if (std::printf("line %d\n", i) < 0 && Forever)
      return 9;
  return std::fflush(stdout) ? 5 : 0;
}
