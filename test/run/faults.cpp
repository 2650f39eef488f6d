// A fault is told with its kind, address, thread and name, and the calls that
// led to it with their lines; the status is Linux's.
// RUN: %heddle %s -g -O0 -o %t
// RUN: %heddle %s -O0 -o %t.plain
// RUN: sh -c '%run %t null 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=CHECK,NULL
// RUN: sh -c '%run %t wild 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=CHECK,WILD
// RUN: sh -c '%run %t trap 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=CHECK,TRAP
// RUN: sh -c '%run %t call 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=CHECK,CALL
// RUN: sh -c '%run %t divide 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=CHECK,DIVIDE
// RUN: sh -c '%run %t remainder 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=CHECK,DIVIDE
// RUN: sh -c '%run %t quotient 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=CHECK,DIVIDE
// RUN: sh -c '%run %t.plain divide 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=CHECK,PLAINDIVIDE
// RUN: sh -c '%run %t main 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=MAIN
// RUN: sh -c '%run %t.plain null 2>&1; echo "status $?"' | FileCheck %s --check-prefixes=PLAIN

#include <chrono>
#include <cstdio>
#include <limits>
#include <pthread.h>
#include <string>
#include <thread>

struct Account {
  long Id;
  long Balance;
};

static void (*volatile Nothing)();
static volatile long Dividend = 6, Divisor = 0;

// CHECK: before
// CHECK-NOT: after
// NULL: heddle: segmentation fault in thread 3 "teller" (warp {{[0-9]+}}): invalid address 0x8, near the null pointer
static void deposit(Account *Into, long Amount) {
  Into->Balance += Amount;
  // NULL-NEXT: heddle:   #0 deposit(Account*, long) at {{.*}}faults.cpp:[[# @LINE - 1]]
}

static void work(const std::string &Kind) {
  if (Kind == "null" || Kind == "main")
    deposit(nullptr, 1);
  // NULL-NEXT: heddle:   #1 work({{.*}}) at {{.*}}faults.cpp:[[# @LINE - 1]]
  if (Kind == "wild")
    deposit(reinterpret_cast<Account *>(0x123456789000), 1);
  if (Kind == "trap")
    __builtin_trap();
  if (Kind == "call")
    Nothing();
  if (Kind == "quotient") {
    Dividend = std::numeric_limits<long>::min();
    Divisor = -1;
  }
  if (Kind == "remainder")
    Dividend = Dividend % Divisor;
  if (Kind == "divide" || Kind == "quotient")
    Dividend = Dividend / Divisor;
}

int main(int, char **Arguments) {
  std::puts("before");
  std::fflush(stdout);
  std::string Kind = Arguments[1];
  if (Kind == "main")
    work(Kind);
  std::thread Sleeper(
      [] { std::this_thread::sleep_for(std::chrono::milliseconds(100)); });
  std::thread Teller([&] {
    pthread_setname_np(pthread_self(), "teller");
    work(Kind);
    // NULL-NEXT: heddle:   #2 main::{{.*}} at {{.*}}faults.cpp:[[# @LINE - 1]]
  });
  Teller.join();
  Sleeper.join();
  std::puts("after");
}

// NULL: status 139
// WILD: heddle: segmentation fault in thread 3 "teller" (warp {{[0-9]+}}): invalid address 0x123456789008
// WILD-NEXT: heddle:   #0 deposit(Account*, long) at {{.*}}faults.cpp:
// WILD-NEXT: heddle:   #1 work({{.*}}) at {{.*}}faults.cpp:
// WILD: status 139
// TRAP: heddle: illegal instruction in thread 3 "teller" (warp {{[0-9]+}}): a trap
// TRAP-NEXT: heddle:   #0 work({{.*}}) at {{.*}}faults.cpp:
// TRAP: status 132
// CALL: heddle: segmentation fault in thread 3 "teller" (warp {{[0-9]+}}): a call of a function at an invalid address 0x0, near the null pointer
// CALL-NEXT: heddle:   #0 work({{.*}}) at {{.*}}faults.cpp:
// CALL: status 139
// MAIN: heddle: segmentation fault in thread 1 (warp 0): invalid address 0x8, near the null pointer
// MAIN-NEXT: heddle:   #0 deposit(Account*, long) at
// MAIN-NEXT: heddle:   #1 work({{.*}}) at
// MAIN-NEXT: heddle:   #2 main at {{.*}}faults.cpp:
// MAIN: status 139
// PLAIN: heddle: segmentation fault in thread 3 "teller"
// PLAIN-NEXT: heddle:   #0 deposit(Account*, long)
// PLAIN-NEXT: heddle:   #1 work(
// PLAIN: heddle: note: -g on the compiler's command line gives the lines
// PLAIN: status 139
// DIVIDE: heddle: arithmetic error in thread 3 "teller" (warp {{[0-9]+}}): an integer division by zero or one that overflows
// DIVIDE-NEXT: heddle:   #0 work{{.*}} at {{.*}}faults.cpp:
// DIVIDE: status 136
// PLAINDIVIDE: heddle: arithmetic error in thread 3 "teller"
// PLAINDIVIDE-NEXT: heddle:   #0 work(
// PLAINDIVIDE: status 136
