// Handlers are called by raise, are replaced, and are what signal() returns.
// RUN: %agree %s

#include <csignal>
#include <cstdio>
#include <type_traits>

using Handler = void (*)(int);
static_assert(std::is_same_v<decltype(std::signal(0, Handler())), Handler>);

static void first(int Signal) { std::printf("first %d\n", Signal); }
static void second(int Signal) { std::printf("second %d\n", Signal); }

int main() {
  Handler Before = std::signal(SIGTERM, first);
  std::printf("%d\n", Before == SIG_DFL);
  std::raise(SIGTERM);
  std::signal(SIGTERM, first);
  std::printf("%d\n", std::signal(SIGTERM, second) == first);
  std::raise(SIGTERM);
  std::signal(SIGTERM, SIG_IGN);
  std::printf("%d\n", std::raise(SIGTERM));
}
