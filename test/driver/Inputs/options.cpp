#include <cstdio>
#include <value.h>

#ifdef DOUBLED
constexpr int Factor = 2;
#else
constexpr int Factor = 1;
#endif

int main() {
  int Unused;
  std::printf("%ld %d\n", __cplusplus, Factor * Value);
}
