// Concepts, ranges and their relatives.
// RUN: %agree %s -O2

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <concepts>
#include <cstdio>
#include <map>
#include <numbers>
#include <numeric>
#include <ranges>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

template <typename T>
concept Shape = requires(const T &S) {
  { S.area() } -> std::convertible_to<double>;
  requires std::default_initializable<T>;
};
struct Square {
  double Side = 2;
  double area() const { return Side * Side; }
  auto operator<=>(const Square &) const = default;
};
struct Circle {
  double Radius = 1;
  double area() const { return std::numbers::pi * Radius * Radius; }
};
template <Shape... S> static double total(const S &...Shapes) {
  return (Shapes.area() + ... + 0);
}
static const char *kind(std::integral auto) { return "integral"; }
static const char *kind(std::floating_point auto) { return "floating"; }
template <typename T>
  requires(!std::integral<T> && !std::floating_point<T>)
static const char *kind(const T &) {
  return Shape<T> ? "shape" : "other";
}

static consteval int factorial(int N) { return N < 2 ? 1 : N * factorial(N - 1); }
static constexpr auto Primes = [] {
  std::array<int, 10> Found{};
  int Count = 0;
  for (int N = 2; Count < 10; ++N)
    if (std::ranges::none_of(Found | std::views::take(Count),
                             [N](int P) { return N % P == 0; }))
      Found[Count++] = N;
  return Found;
}();

static void views() {
  auto Squares = std::views::iota(1, 30) |
                 std::views::filter([](int I) { return I % 3 == 0; }) |
                 std::views::transform([](int I) { return I * I; });
  for (int X : Squares | std::views::take(4))
    std::printf("%d ", X);
  for (int X : Squares | std::views::reverse | std::views::drop(7))
    std::printf("%d ", X);
  std::string_view Text = "one,two,,three";
  for (auto Part : Text | std::views::split(','))
    std::printf("[%.*s]", int(Part.size()), Part.data());
  std::map<std::string, int> Ages{{"ann", 30}, {"bob", 25}};
  for (const auto &[Name, Age] : Ages)
    std::printf(" %s %d", Name.c_str(), Age);
  for (const auto &Name : Ages | std::views::keys)
    std::printf(" %s", Name.c_str());
  std::puts("");
}

static void algorithms() {
  std::vector<int> V{5, 2, 8, 1, 9, 3};
  std::ranges::sort(V, std::greater{});
  std::span<int> Middle = std::span(V).subspan(1, 3);
  std::printf("%d %d %zu\n", V.front(), std::accumulate(Middle.begin(), Middle.end(), 0),
              Middle.size());
  struct Person {
    std::string Name;
    int Age;
  };
  std::vector<Person> People{{"carol", 41}, {"al", 7}, {"bea", 19}};
  std::ranges::sort(People, {}, &Person::Age);
  auto Found = std::ranges::find(People, "bea", &Person::Name);
  std::printf("%s %d %d\n", People[0].Name.c_str(), Found->Age,
              std::ranges::max(People, {}, &Person::Age).Age);
  std::erase_if(V, [](int X) { return X > 4; });
  std::printf("%zu %d %d\n", V.size(), std::ranges::equal(V, std::array{3, 2, 1}),
              std::lexicographical_compare_three_way(
                  V.begin(), V.end(), V.begin() + 1, V.end()) > 0);
}

static void all() {
  std::printf("%g %s %s %s %s\n", total(Square{}, Square{3}), kind(1), kind(1.f),
              kind(Circle{}), kind("text"));
  std::printf("%d %d %d\n", factorial(6), Primes.back(),
              (Square{1} <=> Square{2}) < 0);
  views();
  algorithms();
  std::printf("%d %d %d %u\n", std::popcount(0xf0u), std::has_single_bit(64u),
              std::countl_zero(1u), std::rotl(0x80000001u, 4));
  std::printf("%x %u\n", std::bit_cast<unsigned>(1.5f), std::bit_ceil(33u));
  std::printf("%s %d\n", std::source_location::current().function_name(),
              int(std::midpoint(10, 20)));
  auto [A, B, C] = std::tuple(1, 'b', 2.5);
  std::printf("%d %c %g\n", A, B, C);
}

int main() {
  all();
  std::thread(all).join();
}
