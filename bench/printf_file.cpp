//===- printf_file.cpp - Formatted output to a file -----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: printf_file [path] [lines] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Measure.h"

int main(int argc, char **argv) {
  const char *Path = argc > 1 ? argv[1] : "printf_file.out";
  unsigned Lines = bench::argument(argc, argv, 2, 2000);
  unsigned Repeats = bench::argument(argc, argv, 3, 7);
  bench::printDevice();

  bool Ok = true;
  auto WriteFile = [&](bool FlushEach) {
    std::FILE *File = std::fopen(Path, "w");
    if (!File) {
      Ok = false;
      return;
    }
    for (unsigned i = 0; i < Lines; ++i) {
      std::fprintf(File, "line %u of %u\n", i, Lines);
      if (FlushEach)
        std::fflush(File);
    }
    std::fclose(File);
  };
  bench::result("fprintf_line",
                bench::medianOf(Repeats, Lines, [&] { WriteFile(false); }),
                "ns/line");
  bench::result("fprintf_line_flushed",
                bench::medianOf(Repeats, Lines, [&] { WriteFile(true); }),
                "ns/line");
  std::remove(Path);
  if (!Ok)
    return std::printf("cannot write %s\n", Path), 1;
}
