// A clang of another major version is told what is wrong, in one line. This
// program says that it is one, and loads the plugin as clang does.
// RUN: %native -rdynamic %s -o %t -ldl
// RUN: not %t %build/lib/libHeddle.so 2>&1 | FileCheck %s
// CHECK: error: Heddle: this plugin needs clang 22, found clang version 14.0.6; compile with clang++-22 or heddle++
// CHECK-NOT: {{.}}

#include <cstdio>
#include <dlfcn.h>
#include <string>

namespace clang {
[[gnu::used]] std::string getClangFullVersion() {
  return "Debian clang version 14.0.6 (https://example.org 1234abcd)";
}
} // namespace clang

int main(int, char **argv) {
  if (!dlopen(argv[1], RTLD_LAZY | RTLD_GLOBAL))
    printf("%s\n", dlerror());
}
