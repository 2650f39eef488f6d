#include "sums.h"

#include <thread>

static void addRange(long First, long Last, long &Sum) {
  for (long I = First; I <= Last; ++I)
    Sum += I;
}

long sumUpTo(long Last) {
  long Low = 0, High = 0;
  std::thread Lower([&] { addRange(1, Last / 2, Low); });
  std::thread Upper([&] { addRange(Last / 2 + 1, Last, High); });
  Lower.join();
  Upper.join();
  return Low + High;
}
