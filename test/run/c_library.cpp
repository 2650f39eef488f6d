// The C library's strings, conversions, sorting and searching.
// RUN: %agree %s -O2

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cinttypes>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <thread>

static int byValue(const void *A, const void *B) {
  int X = *static_cast<const int *>(A), Y = *static_cast<const int *>(B);
  return (X > Y) - (X < Y);
}

static void strings() {
  char Buffer[64] = "weft and warp";
  char *Rest = Buffer;
  for (char *Word; (Word = strtok_r(Rest, " ", &Rest));)
    std::printf("<%s>", Word);
  std::printf(" %zu %d %d %s %s\n", std::strlen("heddle"),
              std::strcmp("abc", "abd") < 0, std::strncmp("abc", "abd", 2),
              std::strstr("shuttle", "tt"), std::strrchr("a/b/c", '/'));
  std::memmove(Buffer + 2, Buffer, 4);
  std::printf("%.6s %d %zu %zu\n", Buffer, std::memcmp("a\0b", "a\0c", 3) < 0,
              std::strspn("aabbc", "ab"), std::strcspn("hello", "l"));
  char Upper[] = "mixed Case 1";
  for (char &C : Upper)
    C = static_cast<char>(std::toupper(C));
  std::printf("%s %d %d %d\n", Upper, std::isdigit('7') != 0,
              std::isspace('\t') != 0, std::isalpha('7') != 0);
}

static void conversions() {
  char *End;
  std::printf("%ld %lu %lld ", std::strtol("-0x1fz", &End, 0),
              std::strtoul("777", nullptr, 8), std::strtoll("  42", nullptr, 10));
  std::printf("rest '%s' ", End);
  errno = 0;
  long Saturated = std::strtol("99999999999999999999", nullptr, 10);
  std::printf("%d %d\n", Saturated == LONG_MAX, errno == ERANGE);
  std::printf("%.17g %g %g %g %d\n", std::strtod("0.1", nullptr),
              std::strtod("1e308", nullptr), std::strtod("-2.5e-3x", &End),
              std::atof("inf"), std::atoi("12monkeys"));
  int A = 0, N = 0;
  char W[8] = "", C = 0;
  double D = 0;
  int Count = std::sscanf("10,abc 2.5 0x1A-z", "%d,%3s %lf %*x-%c%n", &A, W, &D,
                          &C, &N);
  std::printf("%d: %d %s %g %c %d\n", Count, A, W, D, C, N);
  std::printf("%08.3f|%+d|% d|%#x|%-8s|%*d|%.*f|%" PRId64 "|%zu|%hd\n", -3.14159,
              5, 5, 255, "ab", 6, 42, 2, 1.005, INT64_MIN, size_t(7),
              static_cast<short>(-1));
  std::printf("%g %g %e %a %.0f %.10g %G\n", 1e-5, 123456789.0, 0.0, 1.0, 2.5,
              0.1, 1e-10);
  const char Unterminated[] = {'a', 'b', 'c'};
  void *volatile Null = nullptr;
  std::printf("%.3s|%5.2s|%-3.0s|%p|%8p\n", Unterminated, Unterminated, Unterminated,
              Null, Null);
}

static void sorting() {
  int Numbers[100];
  for (int i = 0; i < 100; ++i)
    Numbers[i] = i * 37 % 101;
  std::qsort(Numbers, 100, sizeof(int), byValue);
  int Key = 50;
  auto *Found = static_cast<int *>(
      std::bsearch(&Key, Numbers, 100, sizeof(int), byValue));
  std::printf("%d %d %d %td\n", std::is_sorted(Numbers, Numbers + 100),
              Numbers[0], Numbers[99], Found ? Found - Numbers : -1);
  std::div_t D = std::div(-17, 5);
  std::printf("%d %d %d %ld\n", D.quot, D.rem, std::abs(-3), std::labs(-4L));
  std::srand(7);
  int First = std::rand();
  std::srand(7);
  std::printf("%d\n", First == std::rand() && First >= 0 && First <= RAND_MAX);
  wchar_t *End;
  const wchar_t *Wide = L" -9223372036854775808x";
  std::printf("%" PRIdMAX, std::wcstoimax(Wide, &End, 10));
  std::printf(" %d %" PRIuMAX "\n", static_cast<int>(End - Wide),
              std::wcstoumax(L"ffffffffffffffff", nullptr, 16));
}

int main() {
  strings();
  conversions();
  sorting();
  // Each thread has its own errno.
  errno = 5;
  std::thread([] {
    strings();
    conversions();
    sorting();
  }).join();
  std::printf("errno %d\n", errno);
}
