#include <cstdio>

[[gnu::noinline]] static int often(int x, int y) { return x * y + 1; }
[[gnu::noinline]] static int seldom(int x, int y) { return x - y; }

#define EIGHT(X) X X X X X X X X

int main(int argc, char **) {
  int x = argc;
  EIGHT(EIGHT(EIGHT(x = often(x, argc);)))
  std::printf("%d\n", seldom(x, argc));
}
