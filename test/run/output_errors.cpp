// Writes that fail where nobody waits for them: the next fflush, fclose or ferror tells.
// RUN: %agree %s -O2

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

static std::FILE *openFull() {
  std::FILE *Full = std::fopen("/dev/full", "w");
  if (!Full)
    std::printf("no /dev/full\n");
  return Full;
}

int main() {
  std::FILE *Full = openFull();
  std::printf("write %d\n", std::fprintf(Full, "some bytes %d\n", 1));
  std::printf("write %d\n", std::fprintf(Full, "some bytes %d\n", 2));
  std::printf("ferror %d\n", std::ferror(Full) != 0);
  errno = 0;
  int Flushed = std::fflush(Full);
  std::printf("flush %d, no space: %d, ferror %d\n", Flushed, errno == ENOSPC,
              std::ferror(Full) != 0);
  std::clearerr(Full);
  std::printf("cleared: ferror %d\n", std::ferror(Full) != 0);
  std::fputs("more", Full);
  errno = 0;
  int Closed = std::fclose(Full);
  std::printf("close %d, no space: %d\n", Closed, errno == ENOSPC);

  // More than any buffer holds, by many threads.
  Full = openFull();
  std::vector<std::thread> Threads;
  for (int t = 0; t < 8; ++t)
    Threads.emplace_back([Full] {
      for (int i = 0; i < 3000; ++i)
        std::fprintf(Full, "a line of some length, number %d\n", i);
    });
  for (std::thread &Each : Threads)
    Each.join();
  std::printf("ferror %d\n", std::ferror(Full) != 0);
  std::fclose(Full);

  // A program that goes on until it is told.
  Full = openFull();
  while (std::fprintf(Full, "once more\n") > 0)
    ;
  std::printf("told, ferror %d\n", std::ferror(Full) != 0);
  std::fclose(Full);

  // Not this stream's.
  std::FILE *Null = std::fopen("/dev/null", "w");
  Full = openFull();
  for (int i = 0; i < 5000; ++i) {
    std::fprintf(Full, "to the full one\n");
    if (std::fprintf(Null, "to the other\n") < 0)
      std::printf("line %d failed\n", i);
  }
  std::printf("full %d", std::ferror(Full) != 0);
  std::printf(", other %d, close %d\n", std::ferror(Null) != 0, std::fclose(Null));
  std::fclose(Full);

  std::FILE *Input = std::fopen("/dev/null", "r");
  errno = 0;
  std::printf("write to input %d", std::fprintf(Input, "x"));
  std::printf(", bad descriptor: %d\n", errno == EBADF);
  std::fclose(Input);
}
