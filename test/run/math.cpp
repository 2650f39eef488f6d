// Mathematics, to the digits on which good libraries agree.
// RUN: %agree %s -O2
// RUN: %agree %s -O1 -fno-math-errno

#include <cmath>
#include <complex>
#include <cstdio>
#include <limits>
#include <random>
#include <thread>

static void functions(double X) {
  std::printf("%.11g %.11g %.11g %.11g %.11g\n", std::sin(X), std::cos(X),
              std::tan(X), std::exp(X), std::log(X));
  std::printf("%.11g %.11g %.11g %.11g %.11g\n", std::sqrt(X), std::cbrt(X),
              std::pow(X, 1.7), std::atan2(X, 2), std::hypot(X, 3));
  std::printf("%.11g %.11g %.11g %.11g %.11g\n", std::floor(X), std::ceil(-X),
              std::round(X), std::fmod(X, 0.7), std::fma(X, X, 1));
  std::printf("%.11g %.5g %.11g %ld\n", std::remainder(X, 0.7),
              double(std::fmod(float(X), 0.7f)), std::nearbyint(X), std::lround(X));
  std::printf("%.11g %.11g %.11g %.11g\n", std::sinh(X), std::asin(X / 100),
              std::log10(X), std::log2(X));
  std::printf("%.5g %.5g %.5g\n", double(std::sin(float(X))),
              double(std::exp(float(X))), double(std::pow(float(X), 0.5f)));
}

int main() {
  std::thread([] {
    for (double X : {0.25, 1.0, 3.7, 20.5})
      functions(X);
  }).join();
  double Infinity = std::numeric_limits<double>::infinity();
  volatile double Zero = 0;
  std::printf("%d %d %d %d %g\n", std::isnan(Zero / Zero),
              std::isinf(1 / Zero), std::signbit(-Zero), std::isfinite(1.0),
              -Infinity);
  int Exponent;
  double Whole;
  double Fraction = std::frexp(48.0, &Exponent);
  double Part = std::modf(3.25, &Whole);
  std::printf("%g %d %g %g %g\n", Fraction, Exponent, std::ldexp(0.5, 4), Part,
              Whole);
  std::complex<double> Z(3, 4);
  std::printf("%g %g %g\n", std::abs(Z), (Z * Z).real(), std::conj(Z).imag());
  __int128 Wide = static_cast<__int128>(1) << 100;
  std::printf("%lld %lld\n", static_cast<long long>(Wide / 1000000007 % 1000000),
              static_cast<long long>(Wide >> 60));
  std::mt19937 Random(42);
  Random.discard(1000);
  std::mt19937_64 Random64(42);
  std::printf("%lu %llu\n", static_cast<unsigned long>(Random()),
              static_cast<unsigned long long>(Random64()));
}
