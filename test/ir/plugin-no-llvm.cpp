// RUN: %native %s -o %t -ldl
// RUN: not %t %build/lib/libHeddle.so 2>&1 | FileCheck %s
// CHECK: error: Heddle: this plugin needs clang 22, found a program with no LLVM

#include <dlfcn.h>

int main(int, char **argv) { dlopen(argv[1], RTLD_LAZY | RTLD_GLOBAL); }
