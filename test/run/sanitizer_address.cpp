// AddressSanitizer finds what it finds natively, in threads as well, and exits
// with its own status.
// REQUIRES: sanitizers
// RUN: %heddle %s -std=c++20 -O1 -g -fsanitize=address -o %t
// RUN: sh -c '%run %t heap 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=HEAP,END
// HEAP: ERROR: AddressSanitizer: heap-buffer-overflow
// HEAP: WRITE of size 4 at {{.*}} thread T[[#THREAD:]]
// HEAP-NEXT: #0 {{.*}} in store(int*, int) {{.*}}sanitizer_address.cpp:[[#STORE:]]:
// HEAP: 0 bytes after 40-byte region
// HEAP: allocated by thread T0 here:
// HEAP-NEXT: #0 {{.*}} in operator new[](unsigned long)
// HEAP-NEXT: #1 {{.*}} in heap() {{.*}}sanitizer_address.cpp:
// HEAP: Thread T[[#THREAD]] created by T0 here:
// HEAP: in heap() {{.*}}sanitizer_address.cpp:
// RUN: sh -c '%run %t stack 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=STACK,END
// STACK: ERROR: AddressSanitizer: stack-buffer-overflow
// STACK: #0 {{.*}} in store(int*, int) {{.*}}sanitizer_address.cpp:
// STACK: 'Array'{{.*}} <== Memory access at offset {{[0-9]+}} overflows this variable
// RUN: sh -c '%run %t global 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=GLOBAL,END
// GLOBAL: ERROR: AddressSanitizer: global-buffer-overflow
// GLOBAL: 0 bytes after global variable 'Global'
// RUN: sh -c '%run %t freed 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=FREED,END
// FREED: ERROR: AddressSanitizer: heap-use-after-free
// FREED: READ of size 4
// FREED: #0 {{.*}} in load(int*) {{.*}}sanitizer_address.cpp:
// FREED: freed by thread T{{[1-9][0-9]*}} here:
// FREED-NEXT: #0 {{.*}} in operator delete[](void*)
// FREED-NEXT: #1 {{.*}} in operator() {{.*}}sanitizer_address.cpp:
// FREED: previously allocated by thread T0 here:
// RUN: sh -c '%run %t returned 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=RETURNED,END
// RETURNED: ERROR: AddressSanitizer: stack-use-after-return
// RETURNED: #0 {{.*}} in load(int*) {{.*}}sanitizer_address.cpp:
// RUN: sh -c '%run %t scope 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=SCOPE,END
// SCOPE: ERROR: AddressSanitizer: stack-use-after-scope
// RUN: sh -c '%run %t twice 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=TWICE,END
// TWICE: ERROR: AddressSanitizer: attempting double-free
// RUN: sh -c '%run %t mismatch 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=MISMATCH,END
// MISMATCH: ERROR: AddressSanitizer: alloc-dealloc-mismatch (malloc vs operator delete)
// RUN: sh -c '%run %t library 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=LIBRARY,END
// LIBRARY: ERROR: AddressSanitizer: heap-buffer-overflow
// LIBRARY: in library() {{.*}}sanitizer_address.cpp:
// RUN: sh -c '%run %t null 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=NULL,END
// NULL: ERROR: AddressSanitizer: SEGV on unknown address 0x000000000000
// NULL: in store(int*, int) {{.*}}sanitizer_address.cpp:
// RUN: sh -c '%run %t deep 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=DEEP,END
// DEEP: ERROR: AddressSanitizer: stack-overflow on address
// DEEP: in recur(int) {{.*}}sanitizer_address.cpp:
// END-NOT: went on
// END: status 1
// RUN: sh -c 'ASAN_OPTIONS=detect_leaks=0 %run %t none 2>&1; echo "status $?"' | FileCheck %s --check-prefix=NONE
// NONE-NOT: Sanitizer
// NONE: went on
// NONE: status 0

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#define OUT_OF_LINE __attribute__((noinline)) static

int Global[4];
static int *volatile Kept;
static volatile int Four = 4;

OUT_OF_LINE void store(int *Where, int Value) { *Where = Value; }
OUT_OF_LINE int load(int *Where) { return *Where; }

OUT_OF_LINE void heap() {
  int *Array = new int[10];
  std::thread([=] { store(Array + 10, 1); }).join();
}
OUT_OF_LINE void stack() {
  int Array[4] = {1, 2, 3, 4};
  // The variable is one thread's, the access another's.
  std::thread([&] { store(Array + Four, 1); }).join();
}
OUT_OF_LINE void global() { store(Global + Four, 1); }
OUT_OF_LINE void freed() {
  int *Array = new int[10]();
  std::thread([=] { delete[] Array; }).join();
  std::printf("%d\n", load(Array + 2));
}
OUT_OF_LINE void keepLocal() {
  int Local = Four;
  Kept = &Local;
}
OUT_OF_LINE void returned() {
  std::thread([] {
    keepLocal();
    std::printf("%d\n", load(Kept));
  }).join();
}
OUT_OF_LINE void scope() {
  {
    int Inner[2] = {Four, Four};
    Kept = Inner;
  }
  std::printf("%d\n", load(Kept));
}
OUT_OF_LINE void twice() {
  Kept = static_cast<int *>(std::malloc(16));
  std::free(Kept);
  std::free(Kept);
}
OUT_OF_LINE void mismatch() {
  Kept = static_cast<int *>(std::malloc(16));
  delete Kept;
}
OUT_OF_LINE void library() {
  char *Text = static_cast<char *>(std::malloc(16));
  std::memset(Text, 'x', 16);
  std::printf("%zu\n", std::strlen(Text));
}
OUT_OF_LINE void null() { store(nullptr, 1); }
OUT_OF_LINE int recur(int Depth) {
  int Frame[16];
  Kept = Frame;
  return Depth == -Four ? Frame[0] : recur(Depth + 1) + Frame[Depth & 7];
}
OUT_OF_LINE void deep() {
  std::thread([] { std::printf("%d\n", recur(0)); }).join();
}

int main(int, char **Arguments) {
  std::string What = Arguments[1];
  if (What == "heap")
    heap();
  else if (What == "stack")
    stack();
  else if (What == "global")
    global();
  else if (What == "freed")
    freed();
  else if (What == "returned")
    returned();
  else if (What == "scope")
    scope();
  else if (What == "twice")
    twice();
  else if (What == "mismatch")
    mismatch();
  else if (What == "library")
    library();
  else if (What == "null")
    null();
  else if (What == "deep")
    deep();
  std::puts("went on");
}
