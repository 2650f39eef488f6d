// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdio>
#include <thread>

int main() {
  std::printf("main: %d %u %ld %llx %c %s|%8.3f|%-6d|%06d\n", -1, 2u, 3L,
              0xdeadbeefcafeull, 'c', "text", 3.14159, 42, 42);
  std::thread([] { std::printf("thread: %s %g\n", "hello", 0.5); }).join();
  std::puts("puts");
  std::fputs("fputs\n", stdout);
  std::putchar('x');
  std::putchar('\n');
  std::fprintf(stdout, "%5s|%-5s|%.2s|%%|%x|%o|%e\n", "ab", "ab", "abcdef", 255,
               8, 12345.678);
  char Buffer[64];
  int Length = std::snprintf(Buffer, sizeof(Buffer), "%zu and %hhd", sizeof(int),
                             300 & 127);
  std::printf("%s (%d)\n", Buffer, Length);
  // Without a newline at the end: exit flushes it.
  std::printf("end");
}
