// Bit-fields of every shape, volatile, and switches from sparse to large.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <thread>

struct Fields {
  unsigned A : 3;
  int B : 5;
  unsigned : 0;
  uint64_t C : 37;
  bool D : 1;
  signed char E : 7;
  enum class Kind : uint8_t { X, Y, Z } K : 2;
  long F : 64;
};
struct __attribute__((packed)) Packed {
  unsigned A : 9;
  unsigned B : 14;
  uint64_t C : 41;
};
union Overlaid {
  struct {
    uint32_t Low : 4, Middle : 24, High : 4;
  };
  uint32_t Word;
};

static void fields() {
  Fields F = {};
  F.A = 9;
  F.B = -17;
  F.C = (1ull << 36) + 5;
  F.D = 2;
  F.E = -64;
  F.K = Fields::Kind::Z;
  F.F = -1;
  F.A += 3;
  --F.E;
  std::printf("%u %d %llu %d %d %d %ld %zu\n", F.A, F.B, (unsigned long long)F.C,
              F.D, F.E, int(F.K), long(F.F), sizeof(F));
  Packed P = {300, 9000, (1ull << 40) + 7};
  P.B ^= 0x3fff;
  P.C *= 3;
  std::printf("%u %u %llu %zu\n", P.A, P.B, (unsigned long long)P.C, sizeof(P));
  Overlaid O;
  O.Word = 0x12345678;
  O.Middle += 1;
  volatile Overlaid V = O;
  std::printf("%x %x %x %x\n", O.Low, O.Middle, V.High, V.Word);
}

#define CASE(N)                                                                \
  case N:                                                                      \
    return N * 7 % 31;
#define TEN(N)                                                                 \
  CASE(N##0) CASE(N##1) CASE(N##2) CASE(N##3) CASE(N##4)                       \
  CASE(N##5) CASE(N##6) CASE(N##7) CASE(N##8) CASE(N##9)
#define HUNDRED(N)                                                             \
  TEN(N##0) TEN(N##1) TEN(N##2) TEN(N##3) TEN(N##4)                            \
  TEN(N##5) TEN(N##6) TEN(N##7) TEN(N##8) TEN(N##9)

static int lookup(int X) {
  switch (X) {
    HUNDRED(1) HUNDRED(2) HUNDRED(3) HUNDRED(4) HUNDRED(5)
  default:
    return -1;
  }
}

/// With effects, so that it stays a jump.
static int jump(int X, volatile int *Out) {
  switch (X) {
  case 0: *Out = 3; break;
  case 1: Out[1] = 4; [[fallthrough]];
  case 2: *Out = *Out + 5; return 1;
  case 3: Out[2] = Out[2] + 1; break;
  case 4: return Out[0];
  case 5: Out[0] = Out[1]; break;
  case 6: *Out = *Out * 2; break;
  case 7: *Out = *Out - 1; [[fallthrough]];
  case 8: Out[1] = Out[1] ^ 1; break;
  case 1000000 ... 2000000: return 9;
  default: return -2;
  }
  return 0;
}

static int sparse(long long X) {
  switch (X) {
  case -1: return 1;
  case INT64_MIN: return 2;
  case INT64_MAX: return 3;
  case 1ll << 40: return 4;
  case 77777: return 5;
  }
  return 0;
}

static void all() {
  fields();
  unsigned Sum = 0, Returned = 0;
  for (int I = 0; I < 700; ++I)
    Sum = Sum * 3 + lookup(I);
  std::printf("%u\n", Sum);
  int Out[3] = {1, 2, 3};
  for (int Round = 0; Round < 3; ++Round)
    for (int I = -1; I < 10; ++I)
      Returned = Returned * 3 + jump(I, Out);
  std::printf("%u %d %d %d %d\n", Returned, Out[0], Out[1], Out[2],
              jump(1500000, Out));
  for (long long X : std::initializer_list<long long>{
           -1, INT64_MIN, INT64_MAX, 1ll << 40, 77777, 0})
    std::printf("%d ", sparse(X));
  std::puts("");
}

int main() {
  all();
  std::thread(all).join();
}
