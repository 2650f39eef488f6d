// RUN: %clang_verify -std=c++20 %s

int f(void **buffer) {
  if (__builtin_setjmp(buffer)) // expected-error {{is not supported for the current target}}
    return 1;
  __builtin_longjmp(buffer, 1); // expected-error {{is not supported for the current target}}
}
