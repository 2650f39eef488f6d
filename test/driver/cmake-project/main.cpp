#include "report.h"
#include "sums.h"

#include <cstdlib>

int main(int Count, char **Arguments) {
  if (Count != 2)
    return 2;
  report(sumUpTo(std::atol(Arguments[1])));
}
