// <threads.h>.
// RUN: %agree_c %s -O0
// RUN: %agree_c %s -O2

#include <stdio.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

#define THREADS 12
#define ROUNDS 100

static mtx_t lock, recursive;
static cnd_t changed;
static tss_t key;
static once_flag once = ONCE_FLAG_INIT;
static thread_local int mine = 5;
static int turn, total, initialized, destroyed;

static void initialize(void) { ++initialized; }

static void destroy(void *value) {
  mtx_lock(&lock);
  destroyed += *(int *)value;
  mtx_unlock(&lock);
  free(value);
}

static void deeper(int depth, int result) {
  if (depth)
    deeper(depth - 1, result);
  thrd_exit(result);
}

static int work(void *argument) {
  int id = *(int *)argument;
  call_once(&once, initialize);
  int *value = malloc(sizeof *value);
  *value = id;
  if (tss_set(key, value) != thrd_success || tss_get(key) != value)
    return -1;
  for (int i = 0; i < ROUNDS; ++i) {
    mtx_lock(&recursive);
    mtx_lock(&recursive);
    total += ++mine;
    mtx_unlock(&recursive);
    mtx_unlock(&recursive);
  }
  mtx_lock(&lock);
  while (turn != id)
    cnd_wait(&changed, &lock);
  ++turn;
  cnd_broadcast(&changed);
  mtx_unlock(&lock);
  if (id % 2)
    deeper(3, -id);
  return id;
}

static int sleeper(void *argument) {
  struct timespec time = {0, 1000000};
  return thrd_sleep(&time, argument);
}

static int returnsArgument(void *argument) { return *(int *)argument; }

static struct timespec in(long nanoseconds) {
  struct timespec time;
  timespec_get(&time, TIME_UTC);
  time.tv_nsec += nanoseconds;
  time.tv_sec += time.tv_nsec / 1000000000;
  time.tv_nsec %= 1000000000;
  return time;
}

static int tryLocks(void *argument) {
  struct timespec soon = in(2000000);
  int timed = mtx_timedlock(argument, &soon);
  return mtx_trylock(argument) * 10 + timed;
}

int main(void) {
  printf("%d %d %d %d %d, %d %d %d\n", thrd_success, thrd_busy, thrd_error,
         thrd_nomem, thrd_timedout, mtx_plain, mtx_recursive, mtx_timed);
  printf("%d %d\n", mtx_init(&lock, mtx_timed),
         mtx_init(&recursive, mtx_plain | mtx_recursive));
  mtx_destroy(&recursive);
  mtx_init(&recursive, mtx_timed | mtx_recursive);
  printf("%d %d\n", cnd_init(&changed), tss_create(&key, destroy));

  thrd_t threads[THREADS];
  int ids[THREADS];
  for (int i = 0; i < THREADS; ++i) {
    ids[i] = i;
    if (thrd_create(&threads[i], work, &ids[i]) != thrd_success)
      return 1;
  }
  for (int i = 0; i < THREADS; ++i) {
    int result;
    printf("%d ", thrd_join(threads[i], &result));
    printf("%d ", result);
  }
  printf("\n%d %d %d %d\n", total, initialized, destroyed, mine);

  static int result;
  thrd_t thread;
  // An entry that the compiler does not know.
  thrd_start_t entries[] = {sleeper, returnsArgument};
  for (int i = 0; i < 2; ++i) {
    int argument = -123456;
    thrd_create(&thread, entries[i], i ? (void *)&argument : NULL);
    printf("%d %d\n", thrd_join(thread, &result), result);
  }
  mtx_lock(&lock);
  thrd_create(&thread, tryLocks, &lock);
  printf("%d %d\n", thrd_join(thread, &result), result);
  struct timespec soon = in(2000000);
  printf("%d\n", cnd_timedwait(&changed, &lock, &soon));
  printf("%d\n", mtx_unlock(&lock));
  printf("%d %d\n", thrd_equal(thrd_current(), thrd_current()) != 0,
         thrd_equal(thrd_current(), thread) != 0);
  thrd_create(&thread, returnsArgument, &result);
  printf("%d\n", thrd_detach(thread));
  thrd_yield();
  tss_delete(key);
  cnd_destroy(&changed);
  mtx_destroy(&lock);
  thrd_exit(3);
}
