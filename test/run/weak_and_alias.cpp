// Weak symbols, aliases, and functions in constant tables, across files.
// RUN: rm -rf %t.dir && split-file %s %t.dir && cd %t.dir
// RUN: %agree main.cpp other.cpp -O0
// RUN: %agree main.cpp other.cpp -O2

//--- main.cpp
#include <cstdio>
#include <thread>

extern "C" {
__attribute__((weak)) int overridden() { return 1; }
__attribute__((weak)) int kept() { return 2; }
__attribute__((weak)) int OverriddenVariable = 3;
__attribute__((weak)) int absent();
extern __attribute__((weak)) int AbsentVariable;
int original(int X) { return X + 100; }
int renamed(int X) __attribute__((alias("original")));
int Data[4] = {1, 2, 3, 4};
extern int SameData[4] __attribute__((alias("Data")));
int weakAlias(int X) __attribute__((weak, alias("original")));
}
int twoWays(int);
extern int (*const Table[])(int);
extern const int TableSize;

template <int N> static int plus(int X) { return X + N; }
using Function = int (*)(int);
/// Functions, data and strings, all as addresses in constants.
struct Entry {
  const char *Name;
  Function Call;
  const int *Where;
  Function More[2];
};
static const Entry Entries[] = {
    {"plus 1", plus<1>, &Data[1], {plus<2>, nullptr}},
    {"alias", renamed, &Data[3], {original, plus<3>}},
    {"none", nullptr, nullptr, {}},
};

struct Base {
  virtual int call(int X) const { return X; }
  int direct(int X) const { return -X; }
};
struct Derived : Base {
  int call(int X) const override { return 10 * X; }
};
static constexpr int (Base::*Members[])(int) const = {&Base::call, &Base::direct};

static void all() {
  std::printf("%d %d %d\n", overridden(), kept(), OverriddenVariable);
  std::printf("%d %d\n", absent ? absent() : -1,
              &AbsentVariable ? AbsentVariable : -2);
  SameData[2] = 30;
  std::printf("%d %d %d %d\n", renamed(1), weakAlias(2), Data[2],
              (void *)renamed == (void *)original);
  for (const Entry &E : Entries)
    std::printf("%s: %d %d %d\n", E.Name, E.Call ? E.Call(5) : 0,
                E.Where ? *E.Where : 0, E.More[0] ? E.More[0](7) : 0);
  int Value = 1;
  for (int I = 0; I < TableSize; ++I)
    Value = Table[I](Value);
  std::printf("%d %d\n", Value, Table[0] == twoWays);
  Derived D;
  for (auto Member : Members)
    std::printf("%d ", (D.*Member)(4));
  std::puts("");
}

int main() {
  all();
  std::thread(all).join();
}

//--- other.cpp
extern "C" {
int overridden() { return 10; }
int OverriddenVariable = 30;
}
int twoWays(int X) { return X ? X + 2 : 0; }
static int thrice(int X) { return 3 * X; }
/// Recursion that the call graph does not show.
static int down(int X);
static int (*const Down[])(int) = {down, thrice};
static int down(int X) { return X > 1000 ? X : Down[X % 3 == 0](X + 7); }
extern int (*const Table[])(int);
int (*const Table[])(int) = {twoWays, thrice, down};
extern const int TableSize;
const int TableSize = 3;
