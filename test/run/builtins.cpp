// Clang's builtins that programs use on any processor.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <thread>

template <typename T> static T hide(T X) {
  volatile T Hidden = X;
  return Hidden;
}

static void bits() {
  auto A = hide<uint16_t>(0x1234);
  auto B = hide<uint32_t>(0x00f01234);
  auto C = hide<uint64_t>(0x00f0123456789abcull);
  std::printf("bswap %x %x %llx\n", __builtin_bswap16(A), __builtin_bswap32(B),
              (unsigned long long)__builtin_bswap64(C));
  std::printf("popcount %d %d %d\n", __builtin_popcount(A), __builtin_popcount(B),
              __builtin_popcountll(C));
  std::printf("clz %d %d ctz %d %d\n", __builtin_clz(B), __builtin_clzll(C),
              __builtin_ctz(B), __builtin_ctzll(C));
  std::printf("ffs %d %d parity %d %d clrsb %d\n", __builtin_ffs(hide(0)),
              __builtin_ffsll(C), __builtin_parity(B), __builtin_parityll(C),
              __builtin_clrsb(hide(-5)));
  std::printf("bitreverse %x %x %x %llx\n", __builtin_bitreverse8(uint8_t(A)),
              __builtin_bitreverse16(A), __builtin_bitreverse32(B),
              (unsigned long long)__builtin_bitreverse64(C));
  std::printf("rotate %x %x %x %llx\n",
              __builtin_rotateleft8(uint8_t(A), hide(3)),
              __builtin_rotateright16(A, hide(5)),
              __builtin_rotateleft32(B, hide(9)),
              (unsigned long long)__builtin_rotateright64(C, hide(11)));
}

template <typename T> static void overflow(const char *Name, T X, T Y) {
  X = hide(X);
  Y = hide(Y);
  T Sum, Difference, Product;
  bool A = __builtin_add_overflow(X, Y, &Sum);
  bool S = __builtin_sub_overflow(X, Y, &Difference);
  bool M = __builtin_mul_overflow(X, Y, &Product);
  std::printf("%s %d %lld %d %lld %d %lld\n", Name, A, (long long)Sum, S,
              (long long)Difference, M, (long long)Product);
}

static int branch(int X) {
  if (__builtin_expect(X > 100, 0))
    return 1;
  if (__builtin_expect_with_probability(X == 7, 1, 0.9))
    return 2;
  switch (X & 3) {
  case 0: return 10;
  case 1: return 11;
  case 2: return 12;
  case 3: return 13;
  default: __builtin_unreachable();
  }
}

static void memory() {
  char A[100], B[100];
  int Length = hide(60);
  __builtin_memset(A, 'a', sizeof(A));
  __builtin_memset(A + 10, 'b', Length);
  __builtin_memcpy(B, A, sizeof(A));
  __builtin_memmove(B + 5, B, Length);
  A[99] = B[99] = 0;
  std::printf("%s\n%s\n", A, B);
  std::printf("%d %d %zu %zu\n", __builtin_memcmp(A, B, Length) > 0,
              __builtin_strcmp(A, B) > 0, __builtin_strlen(B),
              size_t((char *)__builtin_memchr(A, 'b', 100) - A));
  char Inline[16];
  __builtin_memcpy_inline(Inline, B, 16);
  std::printf("%.16s %zu\n", Inline, __builtin_object_size(Inline, 0));
  std::printf("%s\n", __builtin_strchr(hide<const char *>("find me"), 'm'));
}

/// Unaligned accesses, as programs that parse make them.
static void unaligned() {
  unsigned char Bytes[16];
  for (int I = 0; I < 16; ++I)
    Bytes[I] = I;
  uint64_t Word;
  std::memcpy(&Word, Bytes + hide(3), 8);
  struct __attribute__((packed)) Packed {
    char C;
    uint32_t U;
    uint64_t V;
  } P;
  std::memcpy(&P, Bytes + hide(1), sizeof(P));
  P.V += 1;
  std::printf("%llx %x %llx\n", (unsigned long long)Word, P.U,
              (unsigned long long)P.V);
}

static void floats() {
  double X = hide(2.5), Y = hide(-0.0), N = hide(__builtin_nan(""));
  std::printf("%d %d %d %d %d\n", __builtin_isnan(N), __builtin_isinf(1 / Y),
              __builtin_isfinite(X), __builtin_signbit(Y) != 0,
              __builtin_isnormal(X));
  std::printf("%g %g %g %g %g %g\n", __builtin_fabs(-X), __builtin_sqrt(X),
              __builtin_floor(-X), __builtin_copysign(X, Y),
              __builtin_fmin(X, 1.), __builtin_fma(X, X, 1.));
  std::printf("%g %g %g %d\n", __builtin_pow(X, 3.), __builtin_exp(0.),
              __builtin_huge_val(), __builtin_isunordered(N, X));
  std::printf("%d\n", __builtin_fpclassify(0, 1, 2, 3, 4, X));
}

[[gnu::noinline]] static const void *returnAddress() {
  return __builtin_return_address(0);
}
[[gnu::noinline]] static const void *frameAddress() {
  return __builtin_frame_address(0);
}

static void rest() {
  static int Data[64];
  __builtin_prefetch(Data);
  __builtin_prefetch(Data + 32, 1, 3);
  std::printf("%d %d\n", __builtin_constant_p(3 * 4), __builtin_constant_p(hide(1)));
  int *Aligned = static_cast<int *>(__builtin_assume_aligned(Data, 4));
  __builtin_assume(Aligned[0] == 0);
  Aligned[1] = hide(5);
  std::printf("%d %d\n", Aligned[1], __builtin_is_aligned(Aligned, 4));
  struct { int A; long B; } Object;
  std::printf("%zu\n", __builtin_offsetof(decltype(Object), B));
  std::printf("%s %d\n", __builtin_FUNCTION(), __builtin_LINE() > 0);
  unsigned Carry;
  unsigned Sum = __builtin_addc(hide(~0u), 5u, 1u, &Carry);
  std::printf("%u %u\n", Sum, Carry);
  asm volatile("" ::: "memory");
  __sync_synchronize();
  __builtin___clear_cache((char *)Data, (char *)(Data + 64));
  // No address is promised, only that asking is harmless.
  (void)hide(returnAddress());
  (void)hide(frameAddress());
  if (hide(false)) {
    __builtin_trap();
    __builtin_debugtrap();
  }
  auto T = __builtin_readcyclecounter();
  std::printf("%d\n", __builtin_readcyclecounter() >= T);
}

template <typename V> static void vectors() {
  typedef int Four __attribute__((vector_size(16)));
  Four A = {1, 2, 3, hide(4)}, B = {5, hide(6), 7, 8};
  Four C = A * B + A, D = A < 3;
  Four S = __builtin_shufflevector(A, B, 0, 5, 2, 7);
  std::printf("%d %d %d %d\n", C[0], C[3], D[0], S[1]);
  std::printf("%d %d\n", __builtin_reduce_add(C), __builtin_reduce_max(B));
  auto F = __builtin_convertvector(C, float __attribute__((vector_size(16))));
  std::printf("%g\n", F[hide(2)]);
}

static void all() {
  bits();
  overflow<int>("int", 2000000000, 2000000000);
  overflow<unsigned>("unsigned", 3, 5);
  overflow<long long>("long long", INT64_MAX, -2);
  overflow<unsigned long long>("unsigned long long", UINT64_MAX, 2);
  overflow<signed char>("char", 100, 100);
  overflow<short>("short", -30000, 30000);
  std::printf("%d %d %d %d\n", branch(101), branch(7), branch(hide(5)), branch(8));
  memory();
  unaligned();
  floats();
  rest();
  vectors<int>();
}

int main() {
  all();
  std::thread(all).join();
}
