// pthread_exit in C: through frames that know nothing of exceptions, with cleanup
// handlers and keys, and from main while threads run.
// RUN: %agree_c %s -O0
// RUN: %agree_c %s -O2
// RUN: %agree_c %s -O2 -DEXIT_STATUS

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define THREADS 40

static pthread_key_t key;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int left;

static void destroy(void *value) {
  pthread_mutex_lock(&lock);
  left += *(int *)value;
  pthread_mutex_unlock(&lock);
  free(value);
}

static void unlock(void *mutex) { pthread_mutex_unlock(mutex); }

struct node {
  struct node *next;
  int value;
  void (*visit)(struct node *, int);
};

static void leave(struct node *n, int depth) {
  if (n->value == 3)
    pthread_exit((void *)(intptr_t)(depth * 100 + n->value));
}

static int walk(struct node *n, int depth) {
  int buffer[32];
  for (int i = 0; i < 32; ++i)
    buffer[i] = i * depth;
  if (!n)
    return 0;
  n->visit(n, depth);
  return walk(n->next, depth + 1) + buffer[depth];
}

static void *work(void *argument) {
  int *value = malloc(sizeof *value);
  *value = 1;
  pthread_setspecific(key, value);
  struct node nodes[6];
  int length = (int)(intptr_t)argument % 6 + 1;
  for (int i = 0; i < length; ++i)
    nodes[i] = (struct node){i + 1 < length ? &nodes[i + 1] : NULL, i, leave};
  pthread_mutex_lock(&lock);
  int sum = 0;
  pthread_cleanup_push(unlock, &lock);
  sum = walk(nodes, 0);
  pthread_cleanup_pop(1);
  return (void *)(intptr_t)sum;
}

static void *afterMain(void *argument) {
  usleep(20000);
  printf("after main: %s\n", (char *)argument);
#ifdef EXIT_STATUS
  exit(9);
#endif
  pthread_exit(NULL);
}

static void atEnd(void) { printf("at the end\n"); }

static void leaveMain(int depth) {
  if (depth)
    leaveMain(depth - 1);
  else
    pthread_exit(NULL);
  printf("not reached\n");
}

int main(void) {
  pthread_t threads[THREADS], last;
  pthread_key_create(&key, destroy);
  for (intptr_t i = 0; i < THREADS; ++i)
    pthread_create(&threads[i], NULL, work, (void *)i);
  intptr_t sum = 0;
  for (int i = 0; i < THREADS; ++i) {
    void *result;
    pthread_join(threads[i], &result);
    sum += (intptr_t)result;
  }
  printf("%ld %d\n", (long)sum, left);
  atexit(atEnd);
  pthread_create(&last, NULL, afterMain, "argument");
  pthread_detach(last);
  leaveMain(10);
  return 1;
}
