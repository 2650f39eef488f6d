// snprintf and its relatives: what fits, what does not, and what only the C library formats.
// RUN: %agree %s -O1 -Wno-format-truncation
// RUN: %agree %s -O2 -Wno-format-truncation

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

[[gnu::noinline]] static int call(char *To, std::size_t Room, const char *Format, ...) {
  va_list Arguments;
  va_start(Arguments, Format);
  int Result = std::vsnprintf(To, Room, Format, Arguments);
  va_end(Arguments);
  return Result;
}

/// What is in the buffer, what was there before included.
static void show(int Result, const char *Text) {
  std::printf("%d ", Result);
  std::fwrite(Text, 1, 48, stdout);
  std::puts("");
}

int main() {
  char Text[64];
  static const std::size_t Rooms[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, 23, 24, 25, 48};
  for (std::size_t Room : Rooms)
    for (unsigned Skip = 0; Skip < 3; ++Skip) {
      std::memset(Text, '#', sizeof(Text));
      show(std::snprintf(Text + Skip, Room, "%d|%5s|%-4x|%c%%%lu", -12, "ab", 255, 'z',
                         1234567890123ul),
           Text);
      std::memset(Text, '#', sizeof(Text));
      show(call(Text + Skip, Room, "%s=%08.3f %+d", "pi", 3.14159, 7), Text);
    }
  std::printf("%d\n", std::snprintf(nullptr, 0, "%d and %s", 100, "more"));

  static char Long[600], Big[700];
  std::memset(Long, 'a', sizeof(Long) - 1);
  int Length = std::snprintf(Big, sizeof(Big), "<%s>", Long);
  std::printf("%d %zu\n", Length, std::strlen(Big));
  Length = std::snprintf(Big, 100, "<%s>", Long);
  std::printf("%d %zu\n", Length, std::strlen(Big));
  Length = std::sprintf(Big, "%d %s", 42, "x");
  std::printf("%d '%s'\n", Length, Big);
  std::printf("%d", std::snprintf(Text, sizeof(Text), "%X %-6d| %lx", 0xabcdefu, 7, -1l));
  std::printf(" '%s'\n", Text);
  std::snprintf(Text, sizeof(Text), "%d %ld %lx", 1000000007, 100000000000000000, 0x700000001ul);
  std::printf("'%s'\n", Text);
  // What asprintf is given was another's before.
  static const int Lengths[] = {0, 7, 126, 127, 128, 129, 500};
  for (int Letters : Lengths) {
    char *Made = static_cast<char *>(std::malloc(size_t(Letters) + 1));
    std::memset(Made, 'z', size_t(Letters) + 1);
    std::free(Made);
    Length = asprintf(&Made, "%.*s", Letters, Long);
    std::printf("%d %zu %d\n", Length, std::strlen(Made), std::strspn(Made, "a") == size_t(Letters));
    std::free(Made);
  }
}
