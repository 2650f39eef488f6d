// RUN: %clang_verify -std=c++20 %s

thread_local int counter; // expected-error {{thread-local storage is not supported for the current target}}
static __thread int old_style; // expected-error {{thread-local storage is not supported for the current target}}

int f() { return counter + old_style; }
