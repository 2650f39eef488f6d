// What many threads write to one file at a time, in pieces of all sizes and by all kinds of
// functions: whole, and each thread's in its order. Then writing, seeking and reading in
// turns.
// RUN: %agree --keep %s -O2 -- %t.data
// RUN: %agree --keep --again -- %t.data lines
// Without a buffer glibc tears them, once in a few runs.
// RUN: not %run %agreed %t.data unbuffered | FileCheck %s
// CHECK: close 0
// CHECK-NEXT: 7200 lines, 0 wrong

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

constexpr int Threads = 24, Lines = 300;

static std::string filler(int t, int i) {
  // Now and then more than a record of the ring or a host call holds.
  int Length = i % 100 == 99 ? 3000 + 100 * i : (t * 7 + i * 13) % 150;
  return std::string(Length, static_cast<char>('a' + (t + i) % 26));
}

static void writeLines(std::FILE *Out, int t) {
  for (int i = 0; i < Lines; ++i) {
    std::string Filler = filler(t, i);
    if (i % 3 == 0) {
      std::fprintf(Out, "%d %d %s\n", t, i, Filler.c_str());
    } else if (i % 3 == 1) {
      std::string Line = std::to_string(t) + " " + std::to_string(i) + " " + Filler + "\n";
      std::fwrite(Line.data(), 1, Line.size(), Out);
    } else {
      flockfile(Out);
      std::fprintf(Out, "%d %5.0f ", t, double(i));
      std::fputs(Filler.c_str(), Out);
      std::fputc('\n', Out);
      funlockfile(Out);
    }
    if (i % 64 == 0)
      std::fflush(Out);
  }
}

int main(int argc, char **argv) {
  std::FILE *Out = std::fopen(argv[1], "w");
  if (!Out)
    return 1;
  if (argc > 2)
    std::setvbuf(Out, nullptr, argv[2][0] == 'u' ? _IONBF : _IOLBF, 0);
  std::vector<std::thread> All;
  for (int t = 0; t < Threads; ++t)
    All.emplace_back(writeLines, Out, t);
  for (std::thread &Each : All)
    Each.join();
  std::printf("tell %ld\n", std::ftell(Out));
  std::printf("close %d\n", std::fclose(Out));

  int Next[Threads] = {}, Wrong = 0, Total = 0;
  std::ifstream In(argv[1]);
  for (std::string Line; std::getline(In, Line); ++Total) {
    int t = -1, i = -1, Used = 0;
    if (std::sscanf(Line.c_str(), "%d %d %n", &t, &i, &Used) != 2 || t < 0 || t >= Threads ||
        i != Next[t]++ || Line.substr(Used) != filler(t, i))
      ++Wrong;
  }
  std::printf("%d lines, %d wrong\n", Total, Wrong);

  std::FILE *Both = std::fopen(argv[1], "w+");
  for (int i = 0; i < 50; ++i) {
    std::fprintf(Both, "number %d;", i);
    if (i % 10 == 9) {
      long End = std::ftell(Both);
      std::fseek(Both, i, SEEK_SET);
      char Text[8] = {};
      size_t Count = std::fread(Text, 1, 7, Both);
      std::printf("at %ld read %zu '%s'", End, Count, Text);
      std::fseek(Both, -3, SEEK_CUR);
      std::fputs("<>", Both);
      std::printf(", now at %ld\n", std::ftell(Both));
      std::fseek(Both, 0, SEEK_END);
    }
  }
  std::rewind(Both);
  char Whole[1024] = {};
  size_t Count = std::fread(Whole, 1, sizeof(Whole), Both);
  std::printf("%zu %s\n", Count, Whole);
  std::fclose(Both);

  std::FILE *First = std::fopen(argv[1], "w"), *Second = std::fopen(argv[1], "a");
  for (int i = 0; i < 3; ++i) {
    std::fprintf(First, "first %d\n", i);
    std::fflush(First);
    std::fprintf(Second, "second %d\n", i);
  }
  std::fclose(First);
  std::fclose(Second);
  std::ifstream Mixed(argv[1]);
  for (std::string Line; std::getline(Mixed, Line);)
    std::puts(Line.c_str());
  // At the end of the process, without a close.
  std::FILE *Left = std::fopen(argv[1], "w");
  std::thread([Left] { std::fprintf(Left, "left in a buffer"); }).join();
  std::printf("left in stdout's");
  std::exit(3);
}
// RUN: FileCheck %s --check-prefix=LEFT --input-file=%t.data --match-full-lines
// LEFT: left in a buffer
