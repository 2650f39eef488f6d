// Threads that print at the same time, by the output ring and by calls, while others flush:
// twice as much as the ring holds.
#include <pthread.h>
#include <stdio.h>

constexpr int Threads = 6, Lines = 8000;

static void *print(void *Number) {
  for (int i = 0; i < Lines; ++i) {
    printf("thread %d line %d of %d, with a text that makes it longer than it was\n",
           (int)(long)Number, i, Lines);
    if (i % 1000 == 999)
      fflush(stdout);
    if (i % 2000 == 1999)
      fprintf(stderr, "thread %d has come to %d\n", (int)(long)Number, i);
  }
  return nullptr;
}

int main() {
  pthread_t All[Threads];
  for (long t = 0; t < Threads; ++t)
    pthread_create(&All[t], nullptr, print, (void *)t);
  for (pthread_t Each : All)
    pthread_join(Each, nullptr);
}
