#include "report.h"

#include <cstdio>

void report(long Sum) { std::printf("%s: %ld\n", REPORT_PREFIX, Sum); }
