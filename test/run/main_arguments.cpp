// RUN: env WEFT_AND_WARP=weft %agree %s -O2 -- one "two words" "" --four=4

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

extern char **environ;

int main(int argc, char **argv) {
  for (int i = 1; i < argc; ++i)
    std::printf("argv[%d] = '%s'\n", i, argv[i]);
  std::printf("argv[argc] is %s, argv[0] is %s\n",
              argv[argc] ? "not null" : "null",
              std::strlen(argv[0]) ? "there" : "empty");
  const char *Word = std::getenv("WEFT_AND_WARP");
  std::printf("getenv: %s, %s\n", Word ? Word : "null",
              std::getenv("NO_SUCH_VARIABLE") ? "there" : "null");
  bool Seen = false;
  for (char **Entry = environ; *Entry; ++Entry)
    Seen |= !std::strcmp(*Entry, "WEFT_AND_WARP=weft");
  std::printf("environ has it: %d\n", Seen);
  // argv belongs to the program: it may be written, by any thread.
  std::thread([&] { argv[1][0] = 'O'; }).join();
  std::printf("%s\n", argv[1]);
}
