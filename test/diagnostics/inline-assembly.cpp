// RUN: %clang_verify -std=c++20 %s

int barrier_is_fine(int x) {
  asm volatile("" ::: "memory");
  asm volatile("" : "+r"(x));
  __asm__ __volatile__("  \n\t " : : : "memory");
  return x;
}

void instructions() {
  asm volatile("pause"); // expected-error {{inline assembly for another processor cannot run on the device}} \
                         // expected-note {{only an empty asm statement, as a compiler barrier, is possible}}
  int r;
  asm("mov %%smid, %0;" : "=r"(r)); // expected-error {{inline assembly}} expected-note {{}}
}

template <typename T> void in_template() {
  asm("nop"); // expected-error {{inline assembly}} expected-note {{}}
}
template void in_template<int>();
template void in_template<long>();

asm(".globl elsewhere"); // expected-error {{inline assembly}} expected-note {{}}
