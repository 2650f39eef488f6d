// Which errors are generic: those that have a name here, as on Linux.
// RUN: %agree %s

#include <cerrno>
#include <cstdio>
#include <system_error>

int main() {
  for (int Number : {ENOENT, ERANGE, 5000}) {
    std::error_code Code(Number, std::system_category());
    std::error_condition Condition = Code.default_error_condition();
    std::printf("%d %s %d\n", Condition.value(), Condition.category().name(),
                Code == std::errc(Number));
  }
}
