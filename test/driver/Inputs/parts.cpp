// Uses much of the libraries that is compiled separately, and has constructors of
// its own, type information that the libraries have too, and a function that
// stands for one of theirs.
#include <cstdarg>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <typeinfo>

struct Early {
  Early() { std::cout << "early\n"; }
} E;

extern "C" int vsnprintf(char *Out, size_t Size, const char *, va_list) {
  if (Size)
    *Out = 0;
  return 0;
}

int main(int Count, char **) {
  std::runtime_error Error("no error");
  const std::exception &Base = Error;
  std::cout << typeid(Base).name() << ' ' << Count << std::endl;
  char Text[8] = "old";
  int Length = std::snprintf(Text, sizeof(Text), "%d", Count);
  std::printf("%d characters: '%s'\n", Length, Text);
  return 0;
}
