// Attributes of threads and of what they synchronize with, timed joins, cancellation
// states, scheduling: what an ordinary user's program sees on Linux.
// RUN: %agree_c %s -O0
// RUN: %agree_c --keep %s -O2
// RUN: env HEDDLE_WARPS=1 %agree --again

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *nameOf(int error) {
  switch (error) {
  case 0: return "0";
  case EINVAL: return "EINVAL";
  case EBUSY: return "EBUSY";
  case ETIMEDOUT: return "ETIMEDOUT";
  case ENOTSUP: return "ENOTSUP";
  case EDEADLK: return "EDEADLK";
  case EAGAIN: return "EAGAIN";
  case EPERM: return "EPERM";
  default: return "?";
  }
}
#define show(call) printf("%s: %s\n", #call, nameOf(call))

static struct timespec in(clockid_t clock, long milliseconds) {
  struct timespec time;
  clock_gettime(clock, &time);
  time.tv_nsec += milliseconds * 1000000;
  time.tv_sec += time.tv_nsec / 1000000000;
  time.tv_nsec %= 1000000000;
  return time;
}

static void threadAttributes(void) {
  pthread_attr_t a;
  size_t size;
  int value;
  struct sched_param parameter;
  show(pthread_attr_init(&a));
  show(pthread_attr_getdetachstate(&a, &value));
  printf("%d\n", value == PTHREAD_CREATE_JOINABLE);
  show(pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED));
  show(pthread_attr_setdetachstate(&a, 17));
  show(pthread_attr_getdetachstate(&a, &value));
  printf("%d\n", value == PTHREAD_CREATE_DETACHED);
  show(pthread_attr_setstacksize(&a, 100));
  show(pthread_attr_setstacksize(&a, 1 << 18));
  show(pthread_attr_getstacksize(&a, &size));
  printf("%zu\n", size);
  show(pthread_attr_getguardsize(&a, &size));
  printf("%zu\n", size);
  show(pthread_attr_setguardsize(&a, 0));
  show(pthread_attr_getguardsize(&a, &size));
  printf("%zu\n", size);
  show(pthread_attr_setscope(&a, PTHREAD_SCOPE_SYSTEM));
  show(pthread_attr_setscope(&a, PTHREAD_SCOPE_PROCESS));
  show(pthread_attr_setscope(&a, 9));
  show(pthread_attr_getscope(&a, &value));
  printf("%d\n", value);
  show(pthread_attr_getinheritsched(&a, &value));
  printf("%d\n", value);
  show(pthread_attr_setinheritsched(&a, PTHREAD_EXPLICIT_SCHED));
  show(pthread_attr_setinheritsched(&a, 5));
  show(pthread_attr_getinheritsched(&a, &value));
  printf("%d\n", value);
  show(pthread_attr_getschedpolicy(&a, &value));
  printf("%d\n", value);
  parameter.sched_priority = 1;
  show(pthread_attr_setschedparam(&a, &parameter));
  show(pthread_attr_setschedpolicy(&a, SCHED_RR));
  show(pthread_attr_setschedpolicy(&a, 99));
  show(pthread_attr_setschedparam(&a, &parameter));
  parameter.sched_priority = 100;
  show(pthread_attr_setschedparam(&a, &parameter));
  show(pthread_attr_getschedparam(&a, &parameter));
  show(pthread_attr_getschedpolicy(&a, &value));
  printf("%d %d\n", value, parameter.sched_priority);
  show(pthread_attr_setstack(&a, &a, 10));
  show(pthread_attr_destroy(&a));
}

static void *describe(void *argument) {
  pthread_attr_t a;
  void *stack;
  size_t size;
  int value, local = 0;
  show(pthread_getattr_np(pthread_self(), &a));
  show(pthread_attr_getstack(&a, &stack, &size));
  // Where a variable that others may see is.
  *(int **)argument = &local;
  __asm__ volatile("" ::: "memory");
  printf("on the stack: %d\n", (char *)*(int **)argument >= (char *)stack &&
                                   (char *)*(int **)argument < (char *)stack + size);
  printf("large enough: %d\n", size >= 1 << 18);
  pthread_attr_getdetachstate(&a, &value);
  printf("joinable: %d\n", value == PTHREAD_CREATE_JOINABLE);
  pthread_attr_destroy(&a);
  return NULL;
}

static void ofRunningThread(void) {
  pthread_attr_t a;
  pthread_t thread;
  static int *leaked;
  pthread_attr_init(&a);
  pthread_attr_setstacksize(&a, 1 << 18);
  pthread_create(&thread, &a, describe, &leaked);
  pthread_join(thread, NULL);
  pthread_create(&thread, NULL, describe, &leaked);
  pthread_join(thread, NULL);
}

static void objectAttributes(void) {
  int value;
  pthread_mutexattr_t m;
  pthread_mutexattr_init(&m);
  show(pthread_mutexattr_setpshared(&m, PTHREAD_PROCESS_SHARED));
  show(pthread_mutexattr_setpshared(&m, 4));
  pthread_mutexattr_getpshared(&m, &value);
  printf("%d\n", value);
  pthread_mutexattr_getrobust(&m, &value);
  printf("%d\n", value);
  show(pthread_mutexattr_setrobust(&m, PTHREAD_MUTEX_STALLED));
  show(pthread_mutexattr_setrobust(&m, 9));
  pthread_mutexattr_getprotocol(&m, &value);
  printf("%d\n", value);
  show(pthread_mutexattr_setprotocol(&m, PTHREAD_PRIO_NONE));
  show(pthread_mutexattr_setprotocol(&m, 9));
  show(pthread_mutexattr_setprioceiling(&m, 1000));
  show(pthread_mutexattr_settype(&m, PTHREAD_MUTEX_ADAPTIVE_NP));
  show(pthread_mutexattr_settype(&m, 50));
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  show(pthread_mutex_consistent(&mutex));
  show(pthread_mutex_getprioceiling(&mutex, &value));
  pthread_mutex_t checking = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
  show(pthread_mutex_lock(&checking));
  show(pthread_mutex_lock(&checking));
  show(pthread_mutex_unlock(&checking));
  show(pthread_mutex_unlock(&checking));
  pthread_mutexattr_destroy(&m);

  pthread_condattr_t c;
  pthread_condattr_init(&c);
  show(pthread_condattr_setpshared(&c, PTHREAD_PROCESS_SHARED));
  show(pthread_condattr_setpshared(&c, 2));
  pthread_condattr_getpshared(&c, &value);
  printf("%d\n", value);
  clockid_t clock;
  show(pthread_condattr_setclock(&c, CLOCK_MONOTONIC));
  show(pthread_condattr_setclock(&c, CLOCK_THREAD_CPUTIME_ID));
  pthread_condattr_getclock(&c, &clock);
  printf("%d\n", clock == CLOCK_MONOTONIC);
  pthread_condattr_destroy(&c);

  pthread_rwlockattr_t r;
  pthread_rwlockattr_init(&r);
  show(pthread_rwlockattr_setpshared(&r, PTHREAD_PROCESS_SHARED));
  pthread_rwlockattr_getpshared(&r, &value);
  printf("%d\n", value);
  pthread_rwlockattr_getkind_np(&r, &value);
  printf("%d\n", value);
  show(pthread_rwlockattr_setkind_np(&r, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP));
  show(pthread_rwlockattr_setkind_np(&r, 9));
  pthread_rwlockattr_getkind_np(&r, &value);
  printf("%d\n", value);
  pthread_rwlockattr_destroy(&r);

  pthread_barrierattr_t b;
  pthread_barrierattr_init(&b);
  show(pthread_barrierattr_setpshared(&b, PTHREAD_PROCESS_SHARED));
  show(pthread_barrierattr_setpshared(&b, 9));
  pthread_barrierattr_getpshared(&b, &value);
  printf("%d\n", value);
  pthread_barrierattr_destroy(&b);
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *waitAtGate(void *argument) {
  pthread_mutex_lock(&gate);
  pthread_mutex_unlock(&gate);
  return argument;
}

static void joins(void) {
  pthread_t thread;
  void *result = NULL;
  struct timespec time, past = {0, 0};
  pthread_mutex_lock(&gate);
  pthread_create(&thread, NULL, waitAtGate, "result");
  time = in(CLOCK_REALTIME, 5);
  show(pthread_tryjoin_np(thread, &result));
  show(pthread_timedjoin_np(thread, &result, &time));
  time = in(CLOCK_MONOTONIC, 5);
  show(pthread_clockjoin_np(thread, &result, CLOCK_MONOTONIC, &time));
  show(pthread_clockjoin_np(thread, &result, CLOCK_PROCESS_CPUTIME_ID, &time));
  show(pthread_timedjoin_np(thread, &result, &past));
  pthread_mutex_unlock(&gate);
  time = in(CLOCK_REALTIME, 20000);
  show(pthread_timedjoin_np(thread, &result, &time));
  printf("%s\n", (char *)result);
  pthread_create(&thread, NULL, waitAtGate, "again");
  int error;
  while ((error = pthread_tryjoin_np(thread, &result)) == EBUSY)
    sched_yield();
  printf("%s %s\n", nameOf(error), (char *)result);
  show(pthread_timedjoin_np(pthread_self(), NULL, NULL));
}

static void *cancellation(void *unused) {
  int old;
  (void)unused;
  show(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old));
  printf("%d\n", old == PTHREAD_CANCEL_ENABLE);
  show(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old));
  printf("%d\n", old == PTHREAD_CANCEL_DISABLE);
  show(pthread_setcancelstate(7, NULL));
  show(pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old));
  printf("%d\n", old == PTHREAD_CANCEL_DEFERRED);
  show(pthread_setcanceltype(7, NULL));
  pthread_testcancel();
  return NULL;
}

static void scheduling(void) {
  int policy;
  struct sched_param parameter = {7};
  show(pthread_getschedparam(pthread_self(), &policy, &parameter));
  printf("%d %d\n", policy == SCHED_OTHER, parameter.sched_priority);
  show(pthread_setschedparam(pthread_self(), SCHED_OTHER, &parameter));
  show(pthread_setschedprio(pthread_self(), 0));
  show(pthread_setschedprio(pthread_self(), 1));
  parameter.sched_priority = 5;
  show(pthread_setschedparam(pthread_self(), SCHED_OTHER, &parameter));
  show(pthread_setschedparam(pthread_self(), 77, &parameter));
  parameter.sched_priority = 100;
  show(pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameter));
  int policies[] = {SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_IDLE, 77};
  for (int i = 0; i < 6; ++i)
    printf("%d %d\n", sched_get_priority_min(policies[i]), sched_get_priority_max(policies[i]));
  printf("%d %d\n", sched_getscheduler(0) == SCHED_OTHER, sched_getparam(0, &parameter));
  printf("%d\n", parameter.sched_priority);
  printf("%d\n", pthread_getconcurrency());
  show(pthread_setconcurrency(4));
  show(pthread_setconcurrency(-4));
  printf("%d\n", pthread_getconcurrency());
  clockid_t clock;
  struct timespec time;
  show(pthread_getcpuclockid(pthread_self(), &clock));
  printf("%d\n", clock_gettime(clock, &time));
  show(pthread_atfork(NULL, NULL, NULL));
  printf("%d\n", sched_yield());
}

static void processorSets(void) {
  cpu_set_t set, other;
  CPU_ZERO(&set);
  CPU_SET(3, &set);
  CPU_SET(700, &set);
  CPU_SET(5000, &set);
  printf("%d %d %d %d\n", CPU_COUNT(&set), CPU_ISSET(3, &set) != 0,
         CPU_ISSET(4, &set) != 0, CPU_ISSET(5000, &set) != 0);
  CPU_ZERO(&other);
  CPU_SET(700, &other);
  CPU_SET(9, &other);
  cpu_set_t both;
  CPU_AND(&both, &set, &other);
  printf("%d ", CPU_COUNT(&both));
  CPU_OR(&both, &set, &other);
  printf("%d ", CPU_COUNT(&both));
  CPU_XOR(&both, &set, &other);
  printf("%d %d\n", CPU_COUNT(&both), CPU_EQUAL(&both, &set) != 0);
  CPU_CLR(3, &set);
  printf("%d\n", CPU_COUNT(&set));
  cpu_set_t *large = CPU_ALLOC(2000);
  size_t bytes = CPU_ALLOC_SIZE(2000);
  CPU_ZERO_S(bytes, large);
  CPU_SET_S(1999, bytes, large);
  printf("%zu %d %d\n", bytes, CPU_COUNT_S(bytes, large), CPU_ISSET_S(1999, bytes, large) != 0);
  CPU_FREE(large);
  // The set of a thread may be set again.
  show(pthread_getaffinity_np(pthread_self(), sizeof set, &set));
  printf("%d\n", CPU_COUNT(&set) > 0);
  show(pthread_setaffinity_np(pthread_self(), sizeof set, &set));
  CPU_ZERO(&other);
  show(pthread_setaffinity_np(pthread_self(), sizeof other, &other));
  printf("%d\n", sched_getaffinity(0, sizeof other, &other));
  printf("%d %d\n", CPU_EQUAL(&set, &other) != 0, CPU_ISSET(sched_getcpu(), &set) != 0);
}

static void semaphores(void) {
  sem_t s;
  int value;
  struct timespec time;
  printf("%d\n", sem_init(&s, 0, 1));
  time = in(CLOCK_MONOTONIC, 3);
  printf("%d\n", sem_clockwait(&s, CLOCK_MONOTONIC, &time));
  int result = sem_clockwait(&s, CLOCK_MONOTONIC, &time);
  printf("%d %s\n", result, nameOf(errno));
  time = in(CLOCK_REALTIME, 3);
  result = sem_timedwait(&s, &time);
  printf("%d %s\n", result, nameOf(errno));
  result = sem_trywait(&s);
  printf("%d %s\n", result, nameOf(errno));
  sem_post(&s);
  sem_post(&s);
  printf("%d ", sem_getvalue(&s, &value));
  printf("%d\n", value);
  printf("%d\n", sem_destroy(&s));
}

static int signals;
static void count(int number) { signals += number == SIGUSR1; }

static void *ownMask(void *unused) {
  (void)unused;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  show(pthread_sigmask(SIG_BLOCK, &set, NULL));
  raise(SIGUSR1);
  raise(SIGUSR1);
  printf("%d ", signals);
  sigset_t now;
  sigpending(&now);
  printf("%d ", sigismember(&now, SIGUSR1));
  show(pthread_sigmask(SIG_UNBLOCK, &set, &now));
  printf("%d %d\n", signals, sigismember(&now, SIGUSR1));
  return NULL;
}

static void signalsOfThreads(void) {
  pthread_t thread;
  signal(SIGUSR1, count);
  signal(SIGUSR2, SIG_IGN);
  pthread_create(&thread, NULL, ownMask, NULL);
  pthread_join(thread, NULL);
  show(pthread_kill(pthread_self(), 0));
  show(pthread_kill(pthread_self(), SIGUSR1));
  show(pthread_kill(pthread_self(), 1000));
  printf("%d\n", signals);
  pthread_mutex_lock(&gate);
  pthread_create(&thread, NULL, waitAtGate, NULL);
  show(pthread_kill(thread, 0));
  show(pthread_kill(thread, SIGUSR2));
  pthread_mutex_unlock(&gate);
  pthread_join(thread, NULL);
  sigset_t set;
  sigemptyset(&set);
  show(pthread_sigmask(1000, &set, NULL));
  printf("%d\n", sigprocmask(SIG_SETMASK, NULL, &set));
}

int main(void) {
  threadAttributes();
  ofRunningThread();
  objectAttributes();
  joins();
  pthread_t thread;
  pthread_create(&thread, NULL, cancellation, NULL);
  pthread_join(thread, NULL);
  scheduling();
  processorSets();
  semaphores();
  signalsOfThreads();
  return 0;
}
