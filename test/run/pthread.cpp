// POSIX threads directly, as C programs use them.
// RUN: %agree %s -O2

#include <cerrno>
#include <cstdio>
#include <cstdint>
#include <ctime>
#include <pthread.h>
#include <sched.h>

static pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t Changed = PTHREAD_COND_INITIALIZER;
static pthread_once_t Once = PTHREAD_ONCE_INIT;
static int Turn = 0, OnceCalls = 0;

static void countCall() { ++OnceCalls; }

static void *square(void *Argument) {
  auto N = reinterpret_cast<intptr_t>(Argument);
  pthread_once(&Once, countCall);
  sched_yield();
  return reinterpret_cast<void *>(N * N);
}

static void *taker(void *) {
  for (int i = 0; i < 20; ++i) {
    pthread_mutex_lock(&Mutex);
    while (Turn % 2 == 0)
      pthread_cond_wait(&Changed, &Mutex);
    ++Turn;
    pthread_cond_signal(&Changed);
    pthread_mutex_unlock(&Mutex);
  }
  return nullptr;
}

int main() {
  pthread_t Threads[8];
  long Sum = 0;
  for (intptr_t i = 0; i < 8; ++i)
    if (pthread_create(&Threads[i], nullptr, square, reinterpret_cast<void *>(i)))
      return 1;
  for (pthread_t T : Threads) {
    void *Result = nullptr;
    int Error = pthread_join(T, &Result);
    Sum += Error ? 1000 : reinterpret_cast<intptr_t>(Result);
  }
  std::printf("%ld, once %d\n", Sum, OnceCalls);

  pthread_t Taker;
  pthread_create(&Taker, nullptr, taker, nullptr);
  for (int i = 0; i < 20; ++i) {
    pthread_mutex_lock(&Mutex);
    while (Turn % 2 == 1)
      pthread_cond_wait(&Changed, &Mutex);
    ++Turn;
    pthread_cond_broadcast(&Changed);
    pthread_mutex_unlock(&Mutex);
  }
  pthread_join(Taker, nullptr);
  std::printf("turns %d\n", Turn);

  pthread_attr_t Attributes;
  pthread_attr_init(&Attributes);
  pthread_attr_setstacksize(&Attributes, 256 * 1024);
  size_t Stack = 0;
  pthread_attr_getstacksize(&Attributes, &Stack);
  int State = -1;
  pthread_attr_getdetachstate(&Attributes, &State);
  pthread_t Small;
  int Created = pthread_create(
      &Small, &Attributes,
      [](void *Out) -> void * {
        *static_cast<int *>(Out) = pthread_equal(pthread_self(), pthread_self());
        return Out;
      },
      &State);
  pthread_join(Small, nullptr);
  pthread_attr_destroy(&Attributes);
  std::printf("stack %zu, created %d, %d, self is main's: %d\n", Stack, Created,
              State, pthread_equal(Small, pthread_self()));

  pthread_mutexattr_t Kind;
  pthread_mutexattr_init(&Kind);
  pthread_mutexattr_settype(&Kind, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutex_t Checked;
  pthread_mutex_init(&Checked, &Kind);
  std::printf("unlock unlocked: %d\n", pthread_mutex_unlock(&Checked) == EPERM);
  pthread_mutex_lock(&Checked);
  std::printf("lock again: %d, try: %d\n", pthread_mutex_lock(&Checked) == EDEADLK,
              pthread_mutex_trylock(&Checked) == EBUSY);
  pthread_mutex_unlock(&Checked);
  pthread_mutex_destroy(&Checked);

  timespec Deadline;
  clock_gettime(CLOCK_REALTIME, &Deadline);
  pthread_mutex_lock(&Mutex);
  int Error = 0;
  while (!Error)
    Error = pthread_cond_timedwait(&Changed, &Mutex, &Deadline);
  pthread_mutex_unlock(&Mutex);
  std::printf("timed out: %d\n", Error == ETIMEDOUT);
}
