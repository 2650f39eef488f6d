//===- TextLine.h - Short texts, made a word at a time --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A load takes as long as some ten instructions even where the L1 has it, whatever its
// size. So strings are read, and text is written, by words of eight characters, which are
// taken apart and put together in registers.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_TEXTLINE_H
#define HEDDLE_RUNTIME_DEVICE_TEXTLINE_H

#include <stdint.h>

namespace heddle {

typedef uint64_t __attribute__((may_alias)) TextWord;

/// Reads a string with its null character. The words that it is in may begin before and
/// end after it; memory ends with no part of a word.
class TextReader {
  const TextWord *next;
  uint64_t word;
  uint32_t left; ///< characters in it

  __attribute__((no_sanitize("address", "thread"))) void load() {
    word = *next++;
    left = 8;
  }

public:
  explicit TextReader(const char *Text)
      : next((const TextWord *)((uintptr_t)Text & ~uintptr_t(7))) {
    load();
    uint32_t Skipped = uint32_t((uintptr_t)Text & 7);
    word >>= 8 * Skipped;
    left -= Skipped;
  }
  unsigned char character() const { return (unsigned char)word; }
  /// After a character that is not null.
  void advance() {
    word >>= 8;
    if (--left == 0)
      load();
  }
};

/// Where the words stand belongs to the caller: all else stays in registers then.
class TextLine {
public:
  static constexpr uint32_t Capacity = 512;
  using Buffer = TextWord[Capacity / 8];

private:
  TextWord *words;
  uint64_t pending = 0; ///< what is in the last word so far
  uint32_t count = 0;
  bool full = false;

public:
  explicit TextLine(Buffer &Words) : words(Words) {}

  /// Count characters, 8 at most, the first of which is in the lowest bits; those above
  /// are null.
  void append(uint64_t Characters, uint32_t Count) {
    uint32_t Used = count % 8;
    if (count + Count >= Capacity) {
      full = true;
      return;
    }
    pending |= Characters << 8 * Used;
    if (Used + Count >= 8) {
      words[count / 8] = pending;
      pending = Used ? Characters >> 8 * (8 - Used) : 0;
    }
    count += Count;
  }
  void append(unsigned char Character) { append(Character, 1); }
  void appendMany(unsigned char Character, uint32_t Count) {
    for (; Count && !full; --Count)
      append(Character);
  }
  void append(const char *Text) {
    for (TextReader R(Text); R.character() && !full; R.advance())
      append(R.character());
  }

  /// Whether there was no room: then the text is no good.
  bool overflowed() const { return full; }
  uint32_t length() const { return count; }
  const char *text() {
    words[count / 8] = pending;
    return (const char *)words;
  }
};

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_TEXTLINE_H
