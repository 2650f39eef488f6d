// Calls with hundreds of parameters, whose frames together are larger than the
// local stack of a lane usually is; then recursion that passes through them.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstddef>
#include <cstdio>
#include <utility>

template <std::size_t> using Word = unsigned long;

// Every level adds to each of its parameters, so that each has a copy to pass on.
template <int Level, std::size_t... I>
[[gnu::noinline]] unsigned long pass(std::index_sequence<I...> all, int depth,
                                     unsigned long (*again)(int), Word<I>... words) {
  if constexpr (Level == 0)
    return ((words * (I + 1)) + ...) + (depth > 0 ? again(depth - 1) : 0);
  else
    return pass<Level - 1>(all, depth, again, (words * 3 + I)...) + (words + ...);
}

[[gnu::noinline]] unsigned long start(int depth) {
  return [&]<std::size_t... I>(std::index_sequence<I...> all) {
    return pass<10>(all, depth, start, (I + static_cast<unsigned long>(depth))...);
  }(std::make_index_sequence<200>());
}

int main() {
  std::printf("%lu\n", start(0));
  std::printf("%lu\n", start(40));
}
