// Negation, the absolute value and copysign change the sign of a NaN, or keep the
// rest of it.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <limits>

template <typename F, typename Bits> static void show(const char *what, F value) {
  std::printf("%s %d %llx\n", what, std::signbit(value),
              (unsigned long long)std::bit_cast<Bits>(value));
}

template <typename F, typename Bits> static void signs(Bits payload) {
  F volatile quiet = std::numeric_limits<F>::quiet_NaN(), one = 1, minus = -1;
  F volatile own = std::bit_cast<F>(Bits(std::bit_cast<Bits>(F(quiet)) | payload));
  F volatile infinity = std::numeric_limits<F>::infinity(), zero = 0;
  for (F value : {F(quiet), F(own), F(-own), F(infinity), F(zero), F(minus)}) {
    show<F, Bits>("is", value);
    show<F, Bits>("negated", -value);
    show<F, Bits>("absolute", std::fabs(value));
    show<F, Bits>("positive", std::copysign(value, F(one)));
    show<F, Bits>("negative", std::copysign(value, F(minus)));
    show<F, Bits>("like itself", std::copysign(F(one), value));
    F volatile copy = value;
    show<F, Bits>("twice", -(-copy));
  }
  F x = minus;
  for (int i = 0; i < 3; ++i)
    x = -x * one + zero; // stays arithmetic
  std::printf("%g %g\n", double(x), double(-x - zero));
}

int main() {
  signs<float, std::uint32_t>(0x1234);
  signs<double, std::uint64_t>(0x123456789);
}
