// Until handlers work, a program that has some is told so, once a file.
// RUN: %clang_verify -std=c++20 %s
// RUN: %clang -std=c++20 -fsyntax-only -Wno-exceptions -Werror %s
// RUN: not %clang -std=c++20 -fsyntax-only -Werror %s

#include <future>
#include <string>

int convert(const std::string &s) {
  try {
    return std::stoi(s);
  } catch (const std::exception &) { // expected-warning {{exceptions cannot be caught yet; a throw ends the program}}
    return -1;
  } catch (...) {
    return -2;
  }
}

void throwing_is_fine() { throw 1; }
