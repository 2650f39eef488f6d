//===- Options.cpp - ThreadSanitizer's default options --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ThreadSanitizer asks the executable for these before it reads TSAN_OPTIONS,
// which prevails. What the program defines by these names comes after them.
//
//===----------------------------------------------------------------------===//

#include <cstring>

extern "C" {

[[gnu::weak]] const char *__heddle_real___tsan_default_options();
[[gnu::weak]] const char *__heddle_real___tsan_default_suppressions();

/// Both lists. Called once, before there is a heap. Too long a list of the
/// program's stands alone.
static const char *append(const char *Ours, const char *Theirs,
                          char (&Buffer)[8192]) {
  if (!Theirs)
    return Ours;
  if (strlen(Ours) + strlen(Theirs) + 2 > sizeof(Buffer))
    return Theirs;
  strcpy(Buffer, Ours);
  strcat(Buffer, "\n");
  return strcat(Buffer, Theirs);
}

// At exit ThreadSanitizer waits a second for races of threads that are still
// running, and idle warps always are.
const char *__tsan_default_options() {
  static char Buffer[8192];
  return append("atexit_sleep_ms=0",
                __heddle_real___tsan_default_options
                    ? __heddle_real___tsan_default_options()
                    : nullptr,
                Buffer);
}

// C++ allows threads to write to std::cout at once. libc++ then sets its width,
// and its fill character when it is first used, to the same values from all of
// them: its own business, which it does by plain stores. What is printed is read
// elsewhere.
//
// A packaged_task may be asked for its future while another thread runs it. libc++
// then reads a bit of the shared state without the lock under which another bit of
// the same word is set.
const char *__tsan_default_suppressions() {
  static char Buffer[8192];
  return append("race_top:c++/v1/ios\n"
                "race_top:c++/v1/__locale_dir/pad_and_output.h\n"
                "race_top:std::__1::basic_ostream\n"
                "race_top:std::__1::__pad_and_output\n"
                "race_top:std::__1::__put_character_sequence\n"
                "race_top:__has_value\n",
                __heddle_real___tsan_default_suppressions
                    ? __heddle_real___tsan_default_suppressions()
                    : nullptr,
                Buffer);
}

} // extern "C"
