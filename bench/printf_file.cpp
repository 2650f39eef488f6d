//===- printf_file.cpp - Output to a file, and what it stands on ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: printf_file [path] [threads] [lines] [repeats] [MiB of the large block]
//
//===----------------------------------------------------------------------===//

#include "Crowd.h"

#include <memory>

namespace {

const char *Path;
bool Ok = true;

/// Calls Body with the file, opened anew.
template <typename F> void withFile(const char *Mode, F Body) {
  std::FILE *File = std::fopen(Path, Mode);
  if (!File) {
    Ok = false;
    return;
  }
  Body(File);
  Ok &= std::fclose(File) == 0;
}

void check(bool Condition) { Ok &= Condition; }

/// Gigabytes a second, the median of Repeats.
template <typename F> double rate(unsigned Repeats, size_t Bytes, F Body) {
  std::vector<double> Times;
  for (unsigned i = 0; i < Repeats; ++i)
    Times.push_back(bench::nanoseconds(Body));
  return double(Bytes) / bench::median(Times);
}

void measureLines(unsigned Threads, unsigned Lines, unsigned Repeats) {
  auto WriteFile = [&](bool FlushEach) {
    withFile("w", [&](std::FILE *File) {
      for (unsigned i = 0; i < Lines; ++i) {
        std::fprintf(File, "line %u of %u\n", i, Lines);
        if (FlushEach)
          std::fflush(File);
      }
    });
  };
  bench::result("fprintf_line",
                bench::medianOf(Repeats, Lines, [&] { WriteFile(false); }),
                "ns/line");
  // Without what comes before and after: the file is open, and has been written to.
  withFile("w", [&](std::FILE *File) {
    std::fprintf(File, "first\n");
    bench::result("fprintf_line_alone", bench::medianOf(Repeats, Lines, [&] {
                    for (unsigned i = 0; i < Lines; ++i)
                      std::fprintf(File, "line %u of %u\n", i, Lines);
                  }),
                  "ns/line");
    bench::result("fputs_line_alone", bench::medianOf(Repeats, Lines, [&] {
                    for (unsigned i = 0; i < Lines; ++i)
                      std::fputs("a line of text\n", File);
                  }),
                  "ns/line");
    bench::result("format_line_alone", bench::medianOf(Repeats, Lines, [&] {
                    char Text[64];
                    for (unsigned i = 0; i < Lines; ++i)
                      check(std::snprintf(Text, sizeof(Text), "line %u of %u\n", i,
                                          Lines) > 0);
                  }),
                  "ns/line");
  });
  bench::result("fprintf_line_flushed",
                bench::medianOf(Repeats, Lines, [&] { WriteFile(true); }),
                "ns/line");
  // One call of the host, which finds nothing to do.
  withFile("r", [&](std::FILE *File) {
    bench::result("host_call", bench::medianOf(Repeats, Lines, [&] {
                    for (unsigned i = 0; i < Lines; ++i)
                      std::fflush(File);
                  }),
                  "ns");
  });
  unsigned Each = std::max(Lines / 10, 1u);
  withFile("w", [&](std::FILE *File) {
    std::fprintf(File, "first\n");
    double Time = bench::medianTogether(Repeats, Threads, Threads * Each, [&](unsigned t) {
      for (unsigned i = 0; i < Each; ++i)
        std::fprintf(File, "line %u of thread %u\n", i, t);
    });
    bench::result("lines_all", 1000 / Time, "M/s");
  });
  // With all of it in the file.
  double Time = bench::medianTogether(1, 1, Threads * Each, [&](unsigned) {
    withFile("w", [&](std::FILE *File) {
      std::vector<std::thread> All;
      for (unsigned t = 0; t < Threads; ++t)
        All.emplace_back([=] {
          for (unsigned i = 0; i < Each; ++i)
            std::fprintf(File, "line %u of thread %u\n", i, t);
        });
      for (std::thread &Thread : All)
        Thread.join();
    });
  });
  bench::result("lines_all_closed", 1000 / Time, "M/s");
}

void measureBlocks(size_t Bytes, unsigned Repeats) {
  std::unique_ptr<char[]> Block(new (std::nothrow) char[Bytes]);
  if (!Block) {
    std::printf("# no memory for a block\n");
    return;
  }
  // A few words of each page, to see that they come back.
  auto Mark = [&](size_t At) { return static_cast<char>(At >> 12); };
  for (size_t At = 0; At < Bytes; At += 4096)
    Block[At] = Mark(At);
  auto Write = [&](const char *Mode) {
    return rate(Repeats, Bytes, [&] {
      withFile(Mode, [&](std::FILE *File) {
        check(std::fwrite(Block.get(), 1, Bytes, File) == Bytes);
      });
    });
  };
  bench::result("fwrite_block_new", Write("w"), "GB/s");
  bench::result("fwrite_block", Write("r+"), "GB/s");
  for (size_t At = 0; At < Bytes; At += 4096)
    Block[At] = 0;
  bench::result("fread_block", rate(Repeats, Bytes, [&] {
                  withFile("r", [&](std::FILE *File) {
                    check(std::fread(Block.get(), 1, Bytes, File) == Bytes);
                  });
                }),
                "GB/s");
  for (size_t At = 0; At < Bytes; At += 4096)
    check(Block[At] == Mark(At));
}

} // namespace

int main(int argc, char **argv) {
  Path = argc > 1 ? argv[1] : "printf_file.out";
  unsigned Threads = bench::crowd(bench::argument(argc, argv, 2, 0));
  unsigned Lines = bench::argument(argc, argv, 3, 2000);
  unsigned Repeats = bench::argument(argc, argv, 4, 7);
  size_t Bytes = size_t(bench::argument(argc, argv, 5, 1024)) << 20;
  bench::printDevice();
  std::printf("# threads %u\n", Threads);
  measureLines(Threads, Lines, Repeats);
  measureBlocks(Bytes, std::max(Repeats / 2, 1u));
  std::remove(Path);
  if (!Ok)
    return std::printf("cannot write or read %s\n", Path), 1;
}
