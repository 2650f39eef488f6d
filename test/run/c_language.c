// A C program of POSIX threads, and what C has that C++ has not.
// RUN: %agree_c %s -O0
// RUN: %agree_c %s -O2

#include <complex.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

#define COUNT 8
#define ITEMS 1000

struct queue {
  pthread_mutex_t lock;
  pthread_cond_t notEmpty, notFull;
  int items[16], head, length;
};

static struct queue queue = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER,
                             PTHREAD_COND_INITIALIZER, .head = 0};
static _Atomic long total;
static _Thread_local int mine;
static pthread_key_t key;
static sem_t done;

static void push(struct queue *restrict q, int item) {
  pthread_mutex_lock(&q->lock);
  while (q->length == 16)
    pthread_cond_wait(&q->notFull, &q->lock);
  q->items[(q->head + q->length++) % 16] = item;
  pthread_cond_signal(&q->notEmpty);
  pthread_mutex_unlock(&q->lock);
}

static int pop(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  while (!q->length)
    pthread_cond_wait(&q->notEmpty, &q->lock);
  int item = q->items[q->head];
  q->head = (q->head + 1) % 16;
  --q->length;
  pthread_cond_signal(&q->notFull);
  pthread_mutex_unlock(&q->lock);
  return item;
}

static void destroy(void *p) {
  free(p);
  sem_post(&done);
}

static void *consume(void *argument) {
  pthread_setspecific(key, malloc(8));
  for (int item; (item = pop(&queue)) >= 0; mine += item)
    ;
  atomic_fetch_add(&total, mine);
  return (void *)((intptr_t)argument * 2);
}

static int compare(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b;
}

#define kind(x) _Generic((x), int: "int", double: "double", char *: "string", default: "other")

static double sum(int rows, int columns, double matrix[rows][columns]) {
  double result = 0;
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j)
      result += matrix[i][j];
  return result;
}

struct text {
  size_t length;
  char characters[];
};

static int old(int a, int b) { return a - b; }

int main(void) {
  pthread_t threads[COUNT];
  pthread_key_create(&key, destroy);
  sem_init(&done, 0, 0);
  for (intptr_t i = 0; i < COUNT; ++i)
    pthread_create(&threads[i], NULL, consume, (void *)i);
  for (int i = 0; i < ITEMS; ++i)
    push(&queue, i);
  for (int i = 0; i < COUNT; ++i)
    push(&queue, -1);
  intptr_t results = 0;
  for (int i = 0; i < COUNT; ++i) {
    void *result;
    pthread_join(threads[i], &result);
    results += (intptr_t)result;
    sem_wait(&done);
  }
  printf("%ld %ld %d\n", atomic_load(&total), (long)results, mine);

  int numbers[] = {[3] = 4, [1] = 9, [0] = 7};
  qsort(numbers, sizeof numbers / sizeof *numbers, sizeof *numbers, compare);
  for (int i = 0; i < 4; ++i)
    printf("%d ", numbers[i]);
  int rows = 3, columns = 5;
  double matrix[rows][columns];
  for (int i = 0; i < rows * columns; ++i)
    matrix[i / columns][i % columns] = i;
  printf("%g %s %s %s\n", sum(rows, columns, matrix), kind(1), kind(1.5), kind("c"));

  double complex z = 3 + 4 * I, w = z * z / (1 - 2 * I);
  printf("%g %g\n", creal(w), cimag(w));
  printf("%.6g %.6g\n", sqrt(2.0f), pow(2, 0.5));

  struct text *text = malloc(sizeof *text + 6);
  *text = (struct text){.length = 5};
  memcpy(text->characters, "hello", 6);
  printf("%zu %s %d\n", text->length, text->characters, old(5, 3));
  free(text);
  bool missing = !fopen("/no/such/file", "r");
  printf("%d %s\n", missing, strerror(errno));
  return (union { int i; char c[4]; }){.i = 0x01020307}.c[0] - 7;
}
