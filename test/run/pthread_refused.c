// What is refused at run time, and with what error.
// RUN: %heddlecc -O1 %s -o %t && %run %t | FileCheck %s

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define show(call) printf("%s: %s\n", #call, strerror(call))

static char stack[1 << 16];
static void *nothing(void *argument) { return argument; }
static void handler(int number) { (void)number; }

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static void *waitAtGate(void *argument) {
  pthread_mutex_lock(&gate);
  pthread_mutex_unlock(&gate);
  return argument;
}

int main(void) {
  pthread_attr_t a;
  pthread_t thread;
  struct sched_param parameter = {10};
  pthread_attr_init(&a);
  // CHECK: setstack(&a, stack, sizeof stack): Operation not supported
  show(pthread_attr_setstack(&a, stack, sizeof stack));
  pthread_attr_setschedpolicy(&a, SCHED_FIFO);
  pthread_attr_setschedparam(&a, &parameter);
  // Heeded only if explicit.
  // CHECK: pthread_create(&thread, &a, nothing, 0): Success
  show(pthread_create(&thread, &a, nothing, 0));
  pthread_join(thread, 0);
  pthread_attr_setinheritsched(&a, PTHREAD_EXPLICIT_SCHED);
  // CHECK: pthread_create(&thread, &a, nothing, 0): Operation not permitted
  show(pthread_create(&thread, &a, nothing, 0));
  // CHECK: SCHED_RR, &parameter): Operation not permitted
  show(pthread_setschedparam(pthread_self(), SCHED_RR, &parameter));
  parameter.sched_priority = 0;
  // CHECK: SCHED_BATCH, &parameter): Operation not supported
  show(pthread_setschedparam(pthread_self(), SCHED_BATCH, &parameter));

  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(1, &set);
  // CHECK: setaffinity_np(pthread_self(), sizeof set, &set): Function not implemented
  show(pthread_setaffinity_np(pthread_self(), sizeof set, &set));
  CPU_SET(0, &set);
  // Warp 0 runs main.
  // CHECK: setaffinity_np(pthread_self(), sizeof set, &set): Success
  show(pthread_setaffinity_np(pthread_self(), sizeof set, &set));

  pthread_mutexattr_t m;
  pthread_mutexattr_init(&m);
  // CHECK: PTHREAD_MUTEX_ROBUST): Operation not supported
  show(pthread_mutexattr_setrobust(&m, PTHREAD_MUTEX_ROBUST));
  // CHECK: PTHREAD_PRIO_INHERIT): Operation not supported
  show(pthread_mutexattr_setprotocol(&m, PTHREAD_PRIO_INHERIT));
  // CHECK: PTHREAD_PRIO_PROTECT): Operation not supported
  show(pthread_mutexattr_setprotocol(&m, PTHREAD_PRIO_PROTECT));
  // CHECK: setprioceiling(&m, 10): Operation not supported
  show(pthread_mutexattr_setprioceiling(&m, 10));

  signal(SIGUSR1, handler);
  pthread_mutex_lock(&gate);
  pthread_create(&thread, 0, waitAtGate, 0);
  // CHECK: pthread_kill(thread, SIGUSR1): Operation not supported
  show(pthread_kill(thread, SIGUSR1));
  pthread_mutex_unlock(&gate);
  pthread_join(thread, 0);
  // CHECK: pthread_kill(thread, 0): No such process
  show(pthread_kill(thread, 0));
  return 0;
}
