// Pins docs/Limitations.md: thread_local is an error of the compiler, at the
// user's line.
// RUN: not %heddle -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: limits_thread_local.cpp:[[#@LINE+2]]:{{[0-9]+}}: error: {{.*}}thread{{[-_]}}local

thread_local int Counter = 0;

int main() { return Counter; }
