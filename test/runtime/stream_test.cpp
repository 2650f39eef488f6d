//===- stream_test.cpp - stdio on the host's streams ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceStreams.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace heddle::test;

namespace {

/// A file with given content, removed at the end.
class File {
public:
  std::string Path;

  explicit File(const std::string &Content = "") {
    static std::atomic<int> Count;
    Path = testing::TempDir() + "heddle-stream-" + std::to_string(getpid()) +
           "-" + std::to_string(Count++);
    std::ofstream(Path, std::ios::binary) << Content;
  }
  ~File() { ::remove(Path.c_str()); }

  std::string content() const {
    std::ostringstream Text;
    Text << std::ifstream(Path, std::ios::binary).rdbuf();
    return Text.str();
  }
  DeviceFile *open(const char *Mode) const {
    return device_fopen(Path.c_str(), Mode);
  }
};

std::string longText(size_t Bytes) {
  std::string Text(Bytes, '\0');
  for (size_t I = 0; I < Bytes; ++I)
    Text[I] = I % 61 == 60 ? '\n' : char('!' + (I * 7 + I / 61) % 90);
  return Text;
}

std::string readAll(DeviceFile *F) {
  std::string Text;
  for (int C; (C = device_fgetc(F)) != EOF;)
    Text.push_back(char(C));
  return Text;
}

} // namespace

TEST(Streams, WritesWhatIsGiven) {
  for (size_t Bytes : {size_t(1), size_t(3968), size_t(3969), size_t(50000)}) {
    File Out;
    DeviceFile *F = Out.open("w");
    std::string Text = longText(Bytes);
    EXPECT_EQ(device_fwrite(Text.data(), 1, Bytes, F), Bytes);
    EXPECT_EQ(device_fwrite(Text.data(), 0, 5, F), 0u);
    EXPECT_EQ(device_fclose(F), 0);
    EXPECT_EQ(Out.content(), Text);
  }
}

TEST(Streams, PrintfOfAnyLength) {
  File Out;
  DeviceFile *F = Out.open("w");
  std::string Long = longText(600), Longer = longText(9000);
  EXPECT_EQ(device_fprintf(F, "%d-%s|", 42, "x"), 5);
  EXPECT_EQ(device_fprintf(F, "%s", Long.c_str()), 600);
  EXPECT_EQ(device_fprintf(F, "%s", Longer.c_str()), 9000);
  EXPECT_EQ(device_fprintf(F, "%*s", 511, ""), 511);
  EXPECT_EQ(device_fprintf(F, "%*s", 512, ""), 512);
  EXPECT_EQ(device_fprintf(F, "%s", ""), 0);
  device_fclose(F);
  EXPECT_EQ(Out.content(),
            "42-x|" + Long + Longer + std::string(511 + 512, ' '));
}

TEST(Streams, PrintfAsTheCLibrary) {
  File Out;
  DeviceFile *F = Out.open("w");
  std::string Expected;
  auto Print = [&](const char *Format, auto... Arguments) {
    char Text[2000];
    int Length = snprintf(Text, sizeof(Text), Format, Arguments...);
    EXPECT_EQ(device_fprintf(F, Format, Arguments...), Length) << Format;
    Expected.append(Text, size_t(Length));
  };
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-security"
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  for (const char *Format :
       {"%d", "%5d", "%-5d|", "%05d", "%-05d|", "%i", "%u", "%12u", "%x", "%X",
        "%08x", "%1d", "%+d", "% d", "%.3d", "%#x", "%hhd", "%hd", "%o", "%c%%"})
    for (int Value : {0, 1, -1, 9, 10, 99, 12345678, 99999999, 100000000, -100000001,
                      INT_MAX, INT_MIN})
      Print(Format, Value);
  for (const char *Format : {"%ld", "%lld", "%lu", "%llu", "%zu", "%zd", "%lx", "%llX",
                             "%25ld", "%-25lu|", "%025lld", "%20llx", "%jd", "%td", "%p"})
    for (long Value : {0l, -1l, 7l, 99999999l, 100000000l, 9999999999999999l,
                       10000000000000000l, 4294967295l, 4294967296l, 68719476736l, LONG_MAX,
                       LONG_MIN})
      Print(Format, Value);
  char Aligned[24] = "01234567890123456789ab";
  for (const char *Format : {"%s", "%3s", "%30s", "%-30s|", "%.4s", "<%s>\n"})
    for (size_t Skipped = 0; Skipped <= 22; ++Skipped)
      Print(Format, Aligned + Skipped);
  Print("%d %s %u %c %lx %5.2f %%\n", -7, "text", 8u, 'c', 0xabcdl, 2.5);
  Print("%s %d\n", "first", 1);
  Print("%*d|%-*d|", 6, 1, 6, 2);
  Print("no conversion\n");
  Print("");
  for (int Length : {7, 8, 9, 500, 510, 511, 512, 513, 1500}) {
    std::string Text = longText(size_t(Length));
    Print("%s", Text.c_str());
    Print("%d%s", 5, Text.c_str());
    Print("%600s", Text.c_str());
    Print(Text.c_str());
  }
#pragma GCC diagnostic pop
  device_fclose(F);
  EXPECT_EQ(Out.content(), Expected);
}

TEST(Streams, OnePrintfIsOneHostCallOrRecord) {
  File Out;
  DeviceFile *F = Out.open("w");
  uint64_t Calls = hostCalls(), Records = outputRecords();
  // The first asks how to go on.
  device_fprintf(F, "%d %s %f\n", 1, "two", 3.0);
  EXPECT_EQ(hostCalls() - Calls, 1u);
  for (int I = 0; I < 100; ++I)
    device_fprintf(F, "%d %s %f\n", I, "two", 3.0);
  device_fputs("text\n", F);
  std::string Long(8192, 'x');
  device_fwrite(Long.data(), 1, Long.size(), F);
  EXPECT_EQ(hostCalls() - Calls, 1u);
  EXPECT_EQ(outputRecords() - Records, 102u);
  // Without a buffer each write is a call again.
  EXPECT_EQ(device_setvbuf(F, nullptr, _IONBF, 0), 0);
  Calls = hostCalls(), Records = outputRecords();
  for (int I = 0; I < 10; ++I)
    device_fputs("text\n", F);
  EXPECT_EQ(hostCalls() - Calls, 10u);
  EXPECT_EQ(outputRecords(), Records);
  device_fclose(F);
}

TEST(Streams, ReadsCharactersWithACallALine) {
  std::string Text = longText(61 * 20);
  File In(Text);
  DeviceFile *F = In.open("r");
  uint64_t Before = hostCalls();
  EXPECT_EQ(readAll(F), Text);
  EXPECT_LE(hostCalls() - Before, 21u);
  EXPECT_TRUE(device_feof(F));
  EXPECT_FALSE(device_ferror(F));
  EXPECT_EQ(device_fgetc(F), EOF);
  device_fclose(F);
}

TEST(Streams, FgetsAndFreadAndFgetcShareThePosition) {
  File In("first line\nsecond\nthird line is longer\nend");
  DeviceFile *F = In.open("r");
  char Line[16];
  EXPECT_EQ(device_fgetc(F), 'f');
  EXPECT_STREQ(device_fgets(Line, sizeof(Line), F), "irst line\n");
  EXPECT_EQ(device_fread(Line, 1, 3, F), 3u);
  EXPECT_EQ(std::string(Line, 3), "sec");
  EXPECT_EQ(device_ungetc('S', F), 'S');
  EXPECT_STREQ(device_fgets(Line, sizeof(Line), F), "Sond\n");
  EXPECT_STREQ(device_fgets(Line, sizeof(Line), F), "third line is l");
  EXPECT_EQ(device_ftell(F), 33);
  EXPECT_STREQ(device_fgets(Line, sizeof(Line), F), "onger\n");
  EXPECT_STREQ(device_fgets(Line, sizeof(Line), F), "end");
  EXPECT_TRUE(device_feof(F));
  EXPECT_EQ(device_fgets(Line, sizeof(Line), F), nullptr);
  // Going back clears the indicator.
  device_rewind(F);
  EXPECT_FALSE(device_feof(F));
  EXPECT_EQ(device_fgetc(F), 'f');
  device_fclose(F);
}

TEST(Streams, ReadsBinaryDataOfAnySize) {
  std::string Data = longText(20001);
  Data[5] = Data[5000] = '\0';
  File In(Data);
  DeviceFile *F = In.open("rb");
  EXPECT_EQ(device_fgetc(F), (unsigned char)Data[0]);
  std::string Got(30000, 'x');
  EXPECT_EQ(device_fread(Got.data(), 10, 3000, F), 2000u);
  EXPECT_EQ(Got.substr(0, 20000), Data.substr(1));
  EXPECT_TRUE(device_feof(F));
  device_fclose(F);
}

TEST(Streams, PositionsCountWhatTheProgramHasRead) {
  File In("0123456789\nabcdefghij\n");
  DeviceFile *F = In.open("r");
  EXPECT_EQ(device_ftell(F), 0);
  EXPECT_EQ(device_fgetc(F), '0');
  EXPECT_EQ(device_ftell(F), 1);
  EXPECT_EQ(device_fseek(F, 2, SEEK_CUR), 0);
  EXPECT_EQ(device_fgetc(F), '3');
  EXPECT_EQ(device_fseek(F, -3, SEEK_END), 0);
  EXPECT_EQ(device_fgetc(F), 'i');
  EXPECT_EQ(device_fseek(F, 11, SEEK_SET), 0);
  EXPECT_EQ(device_fgetc(F), 'a');
  EXPECT_EQ(device_ungetc('A', F), 'A');
  EXPECT_EQ(device_ftell(F), 11);
  EXPECT_EQ(device_fseek(F, 1, SEEK_CUR), 0);
  EXPECT_EQ(device_fgetc(F), 'b');
  errno = 0;
  EXPECT_EQ(device_fseek(F, -1, SEEK_SET), -1);
  EXPECT_EQ(errno, EINVAL);
  device_fclose(F);
}

TEST(Streams, UngetAtTheStartAndAtTheEnd) {
  File In("z");
  DeviceFile *F = In.open("r");
  // Up to a wide character's bytes, before anything was read.
  for (char C : {'4', '3', '2', '1'})
    EXPECT_EQ(device_ungetc(C, F), C);
  EXPECT_EQ(device_ungetc(EOF, F), EOF);
  EXPECT_EQ(readAll(F), "1234z");
  EXPECT_TRUE(device_feof(F));
  EXPECT_EQ(device_ungetc('y', F), 'y');
  EXPECT_FALSE(device_feof(F));
  EXPECT_EQ(readAll(F), "y");
  device_fclose(F);
}

TEST(Streams, UpdateStreamsReadAndWrite) {
  File Both("aaaa\nbbbb\n");
  DeviceFile *F = Both.open("r+");
  char Line[16];
  EXPECT_EQ(device_fgetc(F), 'a');
  EXPECT_EQ(device_fseek(F, 0, SEEK_CUR), 0);
  EXPECT_EQ(device_fputs("XY", F) >= 0, true);
  EXPECT_EQ(device_fseek(F, 0, SEEK_CUR), 0);
  EXPECT_STREQ(device_fgets(Line, sizeof(Line), F), "a\n");
  device_fclose(F);
  EXPECT_EQ(Both.content(), "aXYa\nbbbb\n");
}

TEST(Streams, Errors) {
  errno = 0;
  EXPECT_EQ(device_fopen("/nowhere/at/all", "r"), nullptr);
  EXPECT_EQ(errno, ENOENT);
  errno = 0;
  EXPECT_EQ(device_remove("/nowhere/at/all"), -1);
  EXPECT_EQ(errno, ENOENT);

  File Some("text");
  DeviceFile *F = Some.open("r");
  errno = 0;
  EXPECT_EQ(device_fputc('x', F), EOF);
  EXPECT_EQ(errno, EBADF);
  EXPECT_TRUE(device_ferror(F));
  device_clearerr(F);
  EXPECT_FALSE(device_ferror(F));
  EXPECT_EQ(readAll(F), "text");
  device_fclose(F);

  F = Some.open("w");
  errno = 0;
  EXPECT_EQ(device_fgetc(F), EOF);
  EXPECT_EQ(errno, EBADF);
  EXPECT_TRUE(device_ferror(F));
  EXPECT_FALSE(device_feof(F));
  device_fclose(F);
  EXPECT_EQ(device_fileno(device_stderr), 2);
}

TEST(Streams, FilesByName) {
  File Old("content");
  std::string New = Old.Path + "-new";
  EXPECT_EQ(device_rename(Old.Path.c_str(), New.c_str()), 0);
  DeviceFile *F = device_fopen(New.c_str(), "r");
  EXPECT_EQ(readAll(F), "content");
  File Other("other");
  EXPECT_EQ(device_freopen(Other.Path.c_str(), "r", F), F);
  EXPECT_EQ(readAll(F), "other");
  device_fclose(F);
  EXPECT_EQ(device_remove(New.c_str()), 0);

  F = device_tmpfile();
  ASSERT_TRUE(F);
  device_fprintf(F, "%d %d", 6, 7);
  device_rewind(F);
  int A = 0, B = 0;
  EXPECT_EQ(device_fscanf(F, "%d%d", &A, &B), 2);
  EXPECT_EQ(A * B, 42);
  device_fclose(F);
}

// No write of any size is torn apart by another thread's.
TEST(Streams, WritesOfThreadsStayWhole) {
  File Out;
  DeviceFile *F = Out.open("w");
  constexpr int Threads = 4, Writes = 60;
  std::vector<std::thread> Writers;
  for (int T = 0; T < Threads; ++T)
    Writers.emplace_back([&, T] {
      for (int I = 0; I < Writes; ++I) {
        size_t Bytes = I % 3 == 0 ? 10000 : 20;
        std::string Line(Bytes, char('a' + T));
        if (I % 5 == 0) {
          device_flockfile(F);
          device_fputs(Line.c_str(), F);
          device_fputs(Line.c_str(), F);
          device_fputc('\n', F);
          device_funlockfile(F);
        } else {
          Line += '\n';
          device_fwrite(Line.data(), 1, Line.size(), F);
        }
      }
    });
  for (std::thread &T : Writers)
    T.join();
  device_fclose(F);
  std::istringstream Lines(Out.content());
  int Count = 0;
  for (std::string Line; std::getline(Lines, Line); ++Count) {
    size_t Bytes = Line.size();
    EXPECT_TRUE(Bytes == 20 || Bytes == 40 || Bytes == 10000 || Bytes == 20000);
    EXPECT_EQ(Line.find_first_not_of(Line[0]), std::string::npos);
  }
  EXPECT_EQ(Count, Threads * Writes);
}

TEST(Streams, LockedStreamExcludesOthers) {
  File Out;
  DeviceFile *F = Out.open("w");
  device_flockfile(F);
  EXPECT_EQ(device_ftrylockfile(F), 0); // recursive
  device_funlockfile(F);
  std::atomic<bool> Written = false;
  int Busy = 0;
  std::thread([&] { Busy = device_ftrylockfile(F); }).join();
  EXPECT_NE(Busy, 0);
  std::thread Other([&] {
    device_fputs("other", F);
    Written = true;
  });
  usleep(20000);
  EXPECT_FALSE(Written);
  device_fputs("mine ", F);
  device_funlockfile(F);
  Other.join();
  device_fclose(F);
  EXPECT_EQ(Out.content(), "mine other");
}

// The host's C library is the oracle: the same conversions of the same text
// must give the same results and leave the same rest.
TEST(Scanf, AgreesWithTheHost) {
  struct {
    const char *Text, *Format;
  } const Cases[] = {
      {"12 -34 +56", "%d%d%d"},
      {"0x1f 010 9", "%i%i%i"},
      {"ff -FF 0X1a", "%x%x%x"},
      {"777 8", "%o%o"},
      {"4294967295 7", "%u%u"},
      {"12345", "%2d%2d%d"},
      {"-5", "%1d%d"},
      {"12abc", "%d%d"},
      {"abc", "%d"},
      {"", "%d"},
      {"   ", "%d"},
      {"  \n\t 42", "%d"},
      {"1,2,3", "%d,%d,%d"},
      {"1 , 2", "%d ,%d"},
      {"1;2", "%d,%d"},
      {"100% sure", "%d%% %d"},
      {"5 6 7", "%d %*d %d"},
      {"x", "%*d%d"},
      {"-", "%d"},
      {"+-3", "%d"},
  };
  for (auto &[Text, Format] : Cases) {
    SCOPED_TRACE(std::string(Text) + " | " + Format);
    File In(Text);
    int A[3] = {-7, -7, -7}, B[3] = {-7, -7, -7};
    FILE *Theirs = fopen(In.Path.c_str(), "r");
    DeviceFile *Ours = In.open("r");
    int Expected = fscanf(Theirs, Format, &A[0], &A[1], &A[2]);
    EXPECT_EQ(device_fscanf(Ours, Format, &B[0], &B[1], &B[2]), Expected);
    for (int I = 0; I < 3; ++I)
      EXPECT_EQ(B[I], A[I]) << I;
    EXPECT_EQ(device_fgetc(Ours), fgetc(Theirs));
    fclose(Theirs);
    device_fclose(Ours);
  }
}

TEST(Scanf, FloatsAgreeWithTheHost) {
  for (const char *Text :
       {"3.25", "-1e3x", "+.5", "5.", ".", "1e", "1e+", "1e-2.5", "inf",
        "-Infinity", "INFINITX", "nan", "nan(abc)", "0x1.8p3", "0x1.8p", "0x.8",
        "1.7976931348623157e308", "0.1e-400", "00012.50z", "e5", "+", "- 1",
        "123456789012345678901234567890123456789012345678901234567890123456789"
        "012345678901234567890123456789012345678901234567890123456789012345e-9",
        "1..2", "in", "0x"}) {
    SCOPED_TRACE(Text);
    File In(Text);
    double A = -7, B = -7;
    FILE *Theirs = fopen(In.Path.c_str(), "r");
    DeviceFile *Ours = In.open("r");
    int Expected = fscanf(Theirs, "%lf", &A);
    EXPECT_EQ(device_fscanf(Ours, "%lf", &B), Expected);
    if (std::isnan(A))
      EXPECT_TRUE(std::isnan(B));
    else
      EXPECT_EQ(A, B);
    fclose(Theirs);
    device_fclose(Ours);
  }
}

TEST(Scanf, TextAgreesWithTheHost) {
  struct {
    const char *Text, *Format;
  } const Cases[] = {
      {"hello world", "%s%s"},     {"hello", "%3s%s"},
      {"abc", "%c%c"},             {" a", " %c%s"},
      {"abcdef", "%4c%s"},         {"abc123", "%[a-z]%s"},
      {"abc]x", "%[]a-c]%s"},      {"key=value\n", "%[^=]=%s"},
      {"line one\nrest", "%[^\n]%s"}, {"-x-", "%[-x]%s"},
      {"123", "%[a-z]%s"},         {"aXbX", "%[^a-z]%s"},
      {"word", "%*s%s"},           {"a\xffz", "%s%s"},
      {"xyz", "%2[x-z]%s"},        {"", "%c%s"},
      {"ab", "%5c%s"},
  };
  for (auto &[Text, Format] : Cases) {
    SCOPED_TRACE(std::string(Text) + " | " + Format);
    File In(Text);
    char A[2][32] = {}, B[2][32] = {};
    FILE *Theirs = fopen(In.Path.c_str(), "r");
    DeviceFile *Ours = In.open("r");
    int Expected = fscanf(Theirs, Format, A[0], A[1]);
    EXPECT_EQ(device_fscanf(Ours, Format, B[0], B[1]), Expected);
    EXPECT_STREQ(B[0], A[0]);
    EXPECT_STREQ(B[1], A[1]);
    EXPECT_EQ(device_fgetc(Ours), fgetc(Theirs));
    fclose(Theirs);
    device_fclose(Ours);
  }
}

TEST(Scanf, StoresWithTheRightWidth) {
  File In("1 2 3 4 5 6 7 99999999999999999999 -99999999999999999999");
  DeviceFile *F = In.open("r");
  struct {
    signed char Char, AfterChar;
    short Short, AfterShort;
    int Int, AfterInt;
    long Long;
    long long LongLong;
    size_t Size;
  } V = {-1, -1, -1, -1, -1, -1, -1, -1, 0};
  EXPECT_EQ(device_fscanf(F, "%hhd%hd%d%ld%lld%zu", &V.Char, &V.Short, &V.Int,
                          &V.Long, &V.LongLong, &V.Size),
            6);
  EXPECT_EQ(V.Char, 1);
  EXPECT_EQ(V.AfterChar, -1);
  EXPECT_EQ(V.Short, 2);
  EXPECT_EQ(V.AfterShort, -1);
  EXPECT_EQ(V.Int, 3);
  EXPECT_EQ(V.AfterInt, -1);
  EXPECT_EQ(V.Long, 4);
  EXPECT_EQ(V.LongLong, 5);
  EXPECT_EQ(V.Size, 6u);
  long Most = 0, Least = 0;
  int Read = 0;
  EXPECT_EQ(device_fscanf(F, "%*d%n%ld%ld", &Read, &Most, &Least), 2);
  EXPECT_EQ(Read, 2);
  EXPECT_EQ(Most, LONG_MAX);
  EXPECT_EQ(Least, LONG_MIN);
  device_fclose(F);
}

TEST(Scanf, WideText) {
  setlocale(LC_ALL, "C.UTF-8");
  File In("gr\xc3\xbc\xc3\x9f \xe2\x82\xac\xe2\x82\xac!");
  DeviceFile *F = In.open("r");
  wchar_t Word[16] = {}, Euro[3] = {};
  EXPECT_EQ(device_fscanf(F, "%ls %lc", Word, Euro), 2);
  EXPECT_STREQ(Word, L"gr\u00fc\u00df");
  EXPECT_EQ(Euro[0], L'\u20ac');
  EXPECT_EQ(Euro[1], 0);
  EXPECT_EQ(device_fgetc(F), 0xe2);
  device_fclose(F);
  setlocale(LC_ALL, "C");
}
