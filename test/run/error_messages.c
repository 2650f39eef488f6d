// What strerror and perror say of each error.
// RUN: %agree_c --stderr %s

#include <errno.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  for (int number = 0; number < 140; ++number)
    printf("%d: %s\n", number, strerror(number));
  printf("%s\n", strerror(-1));
  errno = ENOTDIR;
  perror("path");
  errno = EXDEV;
  perror("");
  errno = 0;
  perror(NULL);
  return 0;
}
