// What the device's headers mark is refused where the user calls it.
// RUN: %clang_verify -std=c++20 %s

#include "Inputs/marked.h"

#define MISSING(reason) __attribute__((annotate("heddle.unsupported:" reason)))

namespace posix {
extern "C" int spawn_process() MISSING("a GPU has no processes"); // expected-note 4 {{a GPU has no processes}}
}
using posix::spawn_process; // a declaration, not a use

struct Semaphore {
  Semaphore(int) MISSING("no system semaphores"); // expected-note {{no system semaphores}}
  int wait() MISSING("waits for a signal"); // expected-note {{waits for a signal}}
  int post();
};

template <typename T> int in_template(T t) {
  return t + spawn_process(); // expected-error {{'spawn_process' is not available on the device}}
}

int here(Semaphore *s) {
  int r = spawn_process(); // expected-error {{'spawn_process' is not available on the device}}
  auto address = &spawn_process; // expected-error {{'spawn_process' is not available on the device}}
  r += s->wait(); // expected-error {{'wait' is not available on the device}}
  r += s->post();
  Semaphore made(1); // expected-error {{'Semaphore' is not available on the device}}
  auto lambda = [] {
    return spawn_process(); // expected-error {{'spawn_process' is not available on the device}}
  };
  using Type = decltype(spawn_process()); // not evaluated
  static_assert(sizeof(spawn_process()) == sizeof(Type));
  r += in_template(1) + in_template(2L); // reported once
  r += only_wrapped();
  r += wrapped_in_a_header();
  return r + address() + lambda();
}
