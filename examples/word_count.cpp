//===- word_count.cpp - The most frequent words of a large file -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: word_count file [threads]      prints its 100 most frequent words, and how long
//                                       that took to standard error
//        word_count make file [MiB]     makes such a file
//
//===----------------------------------------------------------------------===//

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

/// A word that occurs, as a part of the text.
struct Entry {
  uint64_t Begin;
  uint32_t Length;
  uint32_t Hash;
  uint64_t Count;
};

static const char *Text;

static bool isSpace(char C) { return C == ' ' || (C >= '\t' && C <= '\r'); }

static bool isSame(const Entry &A, const Entry &B) {
  return A.Hash == B.Hash && A.Length == B.Length &&
         std::memcmp(Text + A.Begin, Text + B.Begin, A.Length) == 0;
}

/// For all threads: an entry is claimed by its word's place in the text.
class SharedTable {
  static constexpr size_t Size = size_t(1) << 21;
  struct Slot {
    std::atomic<uint64_t> Place{0}; ///< 1 + begin, and the length above
    std::atomic<uint64_t> Count{0};
  };
  std::unique_ptr<Slot[]> Slots{new Slot[Size]};

  static Entry entryOf(uint64_t Place) {
    uint64_t Begin = (Place & 0xffffffffffff) - 1;
    return {Begin, uint32_t(Place >> 48), 0, 0};
  }

public:
  void add(const Entry &Word) {
    uint64_t Mine = uint64_t(Word.Length) << 48 | (Word.Begin + 1);
    for (size_t i = Word.Hash;; ++i) {
      Slot &S = Slots[i % Size];
      uint64_t Place = S.Place.load(std::memory_order_relaxed);
      if (Place == 0 && S.Place.compare_exchange_strong(Place, Mine, std::memory_order_relaxed))
        Place = Mine;
      Entry There = entryOf(Place);
      There.Hash = Word.Hash;
      if (!isSame(There, Word))
        continue;
      S.Count.fetch_add(Word.Count, std::memory_order_relaxed);
      return;
    }
  }

  std::vector<Entry> entries() const {
    std::vector<Entry> All;
    for (size_t i = 0; i < Size; ++i)
      if (uint64_t Place = Slots[i].Place.load(std::memory_order_relaxed)) {
        All.push_back(entryOf(Place));
        All.back().Count = Slots[i].Count.load(std::memory_order_relaxed);
      }
    return All;
  }
};

/// A thread's own, for the words that it meets again and again.
class OwnTable {
  static constexpr size_t Size = 4096;
  std::vector<Entry> Entries = std::vector<Entry>(Size, Entry{0, 0, 0, 0});
  SharedTable &Shared;

public:
  explicit OwnTable(SharedTable &Shared) : Shared(Shared) {}
  ~OwnTable() {
    for (const Entry &Each : Entries)
      if (Each.Count)
        Shared.add(Each);
  }
  void add(const Entry &Word) {
    Entry &Mine = Entries[Word.Hash % Size];
    if (Mine.Count && isSame(Mine, Word)) {
      ++Mine.Count;
      return;
    }
    if (Mine.Count)
      Shared.add(Mine);
    Mine = Word;
  }
};

/// The words that begin in [Begin, End).
static void countWords(SharedTable &Shared, size_t Begin, size_t End, size_t Size) {
  OwnTable Own(Shared);
  size_t i = Begin;
  while (i > 0 && i < End && !isSpace(Text[i - 1]))
    ++i;
  while (i < End) {
    if (isSpace(Text[i])) {
      ++i;
      continue;
    }
    Entry Word = {i, 0, 2166136261u, 1};
    for (; i < Size && Word.Length < 1000 && !isSpace(Text[i]); ++i, ++Word.Length)
      Word.Hash = (Word.Hash ^ static_cast<unsigned char>(Text[i])) * 16777619u;
    Word.Hash ^= Word.Hash >> 15;
    Own.add(Word);
    // What is longer is cut off.
    while (i < Size && !isSpace(Text[i]))
      ++i;
  }
}

static int make(const char *Path, size_t Bytes) {
  std::string Block;
  uint64_t Random = 88172645463325252u;
  auto Next = [&] {
    Random ^= Random << 13, Random ^= Random >> 7, Random ^= Random << 17;
    return Random;
  };
  // Small numbers are frequent.
  while (Block.size() < size_t(1) << 20) {
    uint64_t Range = 1 + Next() % (1 + Next() % 20000), Word = Next() % Range;
    for (uint64_t Left = Word * 7 + 3; Left; Left /= 26)
      Block += static_cast<char>('a' + Left % 26);
    Block += Next() % 12 ? ' ' : '\n';
  }
  Block.resize(size_t(1) << 20, '.');
  Block.back() = '\n';
  std::FILE *Out = std::fopen(Path, "w");
  for (size_t Done = 0; Out && Done < Bytes; Done += Block.size())
    std::fwrite(Block.data(), 1, Block.size(), Out);
  return Out && std::fclose(Out) == 0 ? 0 : 1;
}

int main(int argc, char **argv) {
  if (argc > 2 && !std::strcmp(argv[1], "make"))
    return make(argv[2], (argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1024) << 20);
  std::FILE *In = argc > 1 ? std::fopen(argv[1], "r") : nullptr;
  if (!In)
    return std::fprintf(stderr, "usage: word_count file [threads]\n"), 1;
  using Clock = std::chrono::steady_clock;
  auto Start = Clock::now();
  std::fseek(In, 0, SEEK_END);
  size_t Size = static_cast<size_t>(std::ftell(In));
  std::rewind(In);
  std::unique_ptr<char[]> Memory(new char[Size]);
  Size = std::fread(Memory.get(), 1, Size, In);
  std::fclose(In);
  Text = Memory.get();
  auto Read = Clock::now();

  unsigned Count = argc > 2 ? unsigned(std::strtoul(argv[2], nullptr, 10))
                            : std::max(std::thread::hardware_concurrency(), 2u) - 1;
  SharedTable Words;
  std::vector<std::thread> Threads;
  for (unsigned t = 0; t < Count; ++t)
    Threads.emplace_back([&, t] {
      countWords(Words, Size * t / Count, Size * (t + 1) / Count, Size);
    });
  for (std::thread &Each : Threads)
    Each.join();
  std::vector<Entry> All = Words.entries();
  size_t Shown = std::min<size_t>(All.size(), 100);
  std::partial_sort(All.begin(), All.begin() + long(Shown), All.end(),
                    [](const Entry &A, const Entry &B) {
                      if (A.Count != B.Count)
                        return A.Count > B.Count;
                      return std::lexicographical_compare(Text + A.Begin, Text + A.Begin + A.Length,
                                                          Text + B.Begin, Text + B.Begin + B.Length);
                    });
  auto End = Clock::now();
  std::printf("%zu different words in %zu bytes\n", All.size(), Size);
  for (size_t i = 0; i < Shown; ++i)
    std::printf("%10llu %.*s\n", static_cast<unsigned long long>(All[i].Count),
                int(All[i].Length), Text + All[i].Begin);
  auto Ms = [](auto Time) { return std::chrono::duration<double, std::milli>(Time).count(); };
  std::fprintf(stderr, "read %.1f ms, counted %.1f ms with %u threads\n", Ms(Read - Start),
               Ms(End - Read), Count);
}
