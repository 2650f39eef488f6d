// The functions of <complex.h> against those of the host's C library, which writes
// their values as bits: a few units in the last place apart, by magnitude, for the
// functions of double, and special values the same.
// RUN: %native -x c -std=gnu17 -O2 %s -lm -o %t.native
// RUN: %t.native write > %t.table
// RUN: %heddlecc -std=gnu17 -O2 %s -o %t
// RUN: %run %t < %t.table | FileCheck %s
// RUN: sed 's/^csqrt 3ff0000000000000 0000000000000000 .*/csqrt 3ff0000000000000 0000000000000000 3ff0000000000010 0000000000000000/' %t.table > %t.wrong
// RUN: %run %t < %t.wrong | FileCheck %s --check-prefix=WRONG
// CHECK-NOT: {{differs|unknown}}
// CHECK: {{^[0-9][0-9][0-9][0-9]+}} values of 20 functions agree
// CHECK-NEXT: float and long double agree
// WRONG: csqrt(1, 0) differs: 1 0 instead of 1.0000000000000036 0

#include <complex.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef double _Complex Number;

static double re(Number z) { return __real__ z; }
static double im(Number z) { return __imag__ z; }

static Number absolute(Number z) { return cabs(z); }
static Number argument(Number z) { return carg(z); }
/* By magnitude this loses as many digits as the logarithm's product has. */
static Number power(Number z) { return cpow(z, __builtin_complex(1.5, -0.75)); }

static const struct {
  const char *name;
  Number (*function)(Number);
  double units; /* of the last place */
} functions[] = {
    {"cabs", absolute, 1},  {"carg", argument, 1}, {"cexp", cexp, 4},
    {"clog", clog, 3},      {"cpow", power, 1500}, {"csqrt", csqrt, 3},
    {"csin", csin, 4},      {"ccos", ccos, 4},     {"ctan", ctan, 8},
    {"casin", casin, 4},    {"cacos", cacos, 4},   {"catan", catan, 4},
    {"csinh", csinh, 4},    {"ccosh", ccosh, 4},   {"ctanh", ctanh, 8},
    {"casinh", casinh, 4},  {"cacosh", cacosh, 4}, {"catanh", catanh, 4},
    {"cproj", cproj, 0},    {"conj", conj, 0},
};
enum { FunctionCount = sizeof(functions) / sizeof(functions[0]) };

static uint64_t bitsOf(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof(bits));
  return bits;
}

static double ofBits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof(x));
  return x;
}

static const double parts[] = {
    0,     1,    0.5,    1e-300, 3e-20, 1e-9, 0.001, 0.1,  0.7071067811865476,
    0.999, 1.001, 1.0000000000000002, 1.5, 2, 3.1, 10,   50,  300,
    705,   1000, 1e10,   1e160,  1.7e308, INFINITY, NAN};
enum { PartCount = sizeof(parts) / sizeof(parts[0]) };

static void write(void) {
  for (int f = 0; f < FunctionCount; ++f)
    for (int i = 0; i < 2 * PartCount; ++i)
      for (int j = 0; j < 2 * PartCount; ++j) {
        if ((i + j + f) % 3 != 1)
          continue; /* there are enough */
        double x = i % 2 ? -parts[i / 2] : parts[i / 2];
        double y = j % 2 ? -parts[j / 2] : parts[j / 2];
        Number w = functions[f].function(__builtin_complex(x, y));
        printf("%s %016llx %016llx %016llx %016llx\n", functions[f].name,
               (unsigned long long)bitsOf(x), (unsigned long long)bitsOf(y),
               (unsigned long long)bitsOf(re(w)), (unsigned long long)bitsOf(im(w)));
      }
}

/* Infinities, with their signs unless the other part is a NaN, and whether it is a
 * NaN. */
static int alike(double a, double b, double other) {
  if (isnan(a) || isnan(b))
    return isnan(a) && isnan(b);
  if (isinf(a) || isinf(b))
    return isnan(other) ? fabs(a) == fabs(b) : a == b;
  return a != 0 || b != 0 || isnan(other) || signbit(a) == signbit(b);
}

static int isGood(Number is, Number expected, double units) {
  if (!alike(re(is), re(expected), im(expected)) ||
      !alike(im(is), im(expected), re(expected)))
    return 0;
  double scale = 0;
  if (isfinite(re(expected)))
    scale = fabs(re(expected));
  if (isfinite(im(expected)))
    scale = fmax(scale, fabs(im(expected)));
  double error = 0;
  if (isfinite(re(expected)))
    error = fabs(re(is) - re(expected));
  if (isfinite(im(expected)))
    error = fmax(error, fabs(im(is) - im(expected)));
  /* Below the normal numbers there are fewer digits. */
  return error <= units * scale * 0x1p-52 || error <= units * 0x1p-1074;
}

static void check(void) {
  char name[16];
  unsigned long long bits[4];
  int good = 0, bad = 0;
  while (scanf("%15s %llx %llx %llx %llx", name, &bits[0], &bits[1], &bits[2],
               &bits[3]) == 5) {
    int f = 0;
    while (f < FunctionCount && strcmp(functions[f].name, name) != 0)
      ++f;
    if (f == FunctionCount) {
      printf("unknown %s\n", name);
      return;
    }
    Number z = __builtin_complex(ofBits(bits[0]), ofBits(bits[1]));
    Number expected = __builtin_complex(ofBits(bits[2]), ofBits(bits[3]));
    Number is = functions[f].function(z);
    if (isGood(is, expected, functions[f].units))
      ++good;
    else if (++bad <= 100)
      printf("%s(%.17g, %.17g) differs: %.17g %.17g instead of %.17g %.17g\n", name, re(z),
             im(z), re(is), im(is), re(expected), im(expected));
  }
  if (bad)
    printf("%d values differ\n", bad);
  else
    printf("%d values of %d functions agree\n", good, FunctionCount);
}

#define SAME(name)                                                                  \
  ok &= cabs((Number)name##f(zf) - name(z)) <= 1e-6 * cabs(name(z)) + 1e-9 &&               \
        cabs((Number)name##l(zl) - name(z)) <= 1e-15 * cabs(name(z))

static void checkTypes(void) {
  float _Complex zf = __builtin_complex(0.75f, -1.25f);
  Number z = zf;
  long double _Complex zl = z;
  int ok = cabsf(zf) == (float)cabs(z) && cargf(zf) == (float)carg(z) &&
           cabsl(zl) == cabs(z) && cargl(zl) == carg(z) && crealf(zf) == 0.75f &&
           cimagl(zl) == -1.25 && conjf(zf) == __builtin_complex(0.75f, 1.25f);
  SAME(cexp), SAME(clog), SAME(csqrt), SAME(csin), SAME(ccos), SAME(ctan);
  SAME(casin), SAME(cacos), SAME(catan), SAME(csinh), SAME(ccosh), SAME(ctanh);
  SAME(casinh), SAME(cacosh), SAME(catanh), SAME(cproj);
  ok &= cabs((Number)cpowf(zf, zf) - cpow(z, z)) < 1e-6 &&
        cabs((Number)cpowl(zl, zl) - cpow(z, z)) < 1e-15;
  printf("float and long double %s\n", ok ? "agree" : "differ");
}

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "write") == 0) {
    write();
    return 0;
  }
  check();
  checkTypes();
}
