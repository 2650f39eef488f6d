// What POSIX threads cannot do on the device is refused where it is called, and the
// note says what to do instead.
// RUN: %clang_verify -xc -std=gnu17 %s
// RUN: %clang_verify -xc++ -std=c++20 %s

// expected-note@pthread.h:* {{nothing can interrupt a thread on the device; let it look at an atomic flag, or use std::stop_token, and return or call pthread_exit}}
// expected-note@semaphore.h:* 3 {{no other process could open a named semaphore of the device; use sem_init}}
// expected-note@sched.h:* {{a program on the device cannot start or replace processes}}
// expected-note@signal.h:* 2 {{the device does not deliver signals to a program}}
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>

void use(pthread_t thread, sem_t *s, sigset_t *set, int *number) {
  pthread_cancel(thread); // expected-error {{'pthread_cancel' is not available on the device}}
  s = sem_open("/name", 0); // expected-error {{'sem_open' is not available on the device}}
  sem_close(s); // expected-error {{'sem_close' is not available on the device}}
  sem_unlink("/name"); // expected-error {{'sem_unlink' is not available on the device}}
  unshare(0); // expected-error {{'unshare' is not available on the device}}
  sigwait(set, number); // expected-error {{'sigwait' is not available on the device}}
  kill(1, SIGTERM); // expected-error {{'kill' is not available on the device}}

  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, 0);
  pthread_testcancel();
  pthread_sigmask(SIG_BLOCK, set, 0);
  pthread_kill(thread, 0);
}
