// Labels as values: a table of them in an interpreter, differences of labels, one
// kept in a variable, in two functions with the same names of labels.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdio>
#include <thread>
#include <vector>

enum Code : unsigned char { Push, Add, Multiply, Duplicate, JumpIfSmall, Halt };

static long interpret(const unsigned char *Program) {
  static void *const Labels[] = {&&push,      &&add,           &&multiply,
                                 &&duplicate, &&jump_if_small, &&halt};
  long Stack[16], *Top = Stack;
#define NEXT goto *Labels[*Program++]
  NEXT;
push:
  *Top++ = *Program++;
  NEXT;
add:
  --Top;
  Top[-1] += Top[0];
  NEXT;
multiply:
  --Top;
  Top[-1] *= Top[0];
  NEXT;
duplicate:
  *Top = Top[-1];
  ++Top;
  NEXT;
jump_if_small:
  if (Top[-1] < 1000)
    Program -= *Program;
  else
    ++Program;
  NEXT;
halt:
  return Top[-1];
}

static int offsets(const char *Text) {
#define FROM_OTHER(Label) int((char *)&&Label - (char *)&&other)
  static const int Offsets[] = {FROM_OTHER(other), FROM_OTHER(digit),
                                FROM_OTHER(space), FROM_OTHER(end)};
  int Digits = 0, Spaces = 0, Others = 0;
  for (;; ++Text) {
    int Kind = *Text == 0 ? 3 : *Text == ' ' ? 2 : *Text >= '0' && *Text <= '9';
    goto *(void *)((char *)&&other + Offsets[Kind]);
  digit:
    ++Digits;
    continue;
  space:
    ++Spaces;
    continue;
  other:
    ++Others;
    continue;
  }
end:
  return Digits * 10000 + Spaces * 100 + Others;
}

/// A state machine that remembers where to go on.
static int resume(void *&Where, int &Value) {
  if (Where)
    goto *Where;
  for (Value = 0; Value < 3; ++Value) {
    Where = &&push;
    return Value;
  push:;
  }
  Where = &&halt;
halt:
  return -1;
}

static void all() {
  // ((2 + 3) squared, and so on, until it is no longer small)
  const unsigned char Program[] = {Push,      2,        Push,        3, Add,
                                   Duplicate, Multiply, JumpIfSmall, 3, Halt};
  std::printf("%ld\n", interpret(Program));
  std::printf("%d\n", offsets("12 monkeys, 345 cats"));
  void *Where = nullptr;
  int Value;
  while (resume(Where, Value) >= 0)
    std::printf("at %d\n", Value);
}

int main() {
  all();
  std::vector<std::thread> Threads;
  long Results[8];
  for (int I = 0; I < 8; ++I)
    Threads.emplace_back([&Results, I] {
      const unsigned char Program[] = {Push, (unsigned char)I, Push, 100, Add, Halt};
      Results[I] = interpret(Program);
    });
  for (auto &T : Threads)
    T.join();
  for (long R : Results)
    std::printf("%ld ", R);
  std::puts("");
}
