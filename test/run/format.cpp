// std::format, and of C++23 print, expected, ranges, mdspan, deducing this. The
// machine's own C++ library may lack them, so what they print is here.
// RUN: %heddle -std=c++23 -O2 %s -o %t
// RUN: %run %t | FileCheck %s --match-full-lines
// CHECK: 42 0x2a 00042 +42 101010
// CHECK-NEXT: 3.14159 3.142 3.142e+00 inf -0
// CHECK-NEXT: {{\[}}left  ][ right][*mid**] true x (1, "two")
// CHECK-NEXT: 1 2 1 [1, 2, 3] {"a": 1}
// CHECK-NEXT: 2024-02-29 12:34:56
// CHECK-NEXT: printed 5 to a line
// CHECK-NEXT: parsed 25, not a digit: x
// CHECK-NEXT: 10 3 2
// CHECK-NEXT: 1a 2b 3c
// CHECK-NEXT: {{\[\[1, 2\], \[5, 6\], \[9\]\] \[9, 6, 5, 2, 1\]}}
// CHECK-NEXT: deduced 8, fits true, 255

#include <chrono>
#include <expected>
#include <format>
#include <map>
#include <mdspan>
#include <print>
#include <ranges>
#include <string>
#include <thread>
#include <utility>
#include <vector>

static std::expected<int, char> parse(std::string_view Text) {
  int Value = 0;
  for (char C : Text) {
    if (C < '0' || C > '9')
      return std::unexpected(C);
    Value = Value * 10 + C - '0';
  }
  return Value;
}

struct Counter {
  int Count = 0;
  auto &&add(this auto &&Self, int N) {
    Self.Count += N;
    return Self;
  }
};

int main() {
  std::string Line;
  std::thread([&] {
    Line = std::format("{} {:#x} {:05} {:+} {:b}", 42, 42, 42, 42, 42);
  }).join();
  std::puts(Line.c_str());
  std::puts(std::format("{} {:.3f} {:.3e} {} {}", 3.14159, 3.14159, 3.14159,
                        1e308 * 10, -0.0)
                .c_str());
  std::puts(std::format("[{:6}][{:>6}][{:*^6}] {} {} {}", "left", "right", "mid",
                        true, 'x', std::tuple(1, "two"))
                .c_str());
  std::puts(std::format("{0} {1} {0} {2} {3}", 1, 2, std::vector{1, 2, 3},
                        std::map<std::string, int>{{"a", 1}})
                .c_str());
  using namespace std::chrono;
  auto When = sys_days(2024y / February / 29) + 12h + 34min + 56s;
  std::puts(std::format("{:%F %T}", When).c_str());
  std::println("printed {} to a line", 5);
  auto Good = parse("25"), Bad = parse("2x");
  std::println("parsed {}, not a digit: {}", *Good, Bad.error());
  std::println("{} {} {}", Good.transform([](int X) { return X - 15; }).value_or(0),
               Bad.value_or(3), Bad.or_else([](char) {
                                     return std::expected<int, char>(2);
                                   }).value());
  for (auto [Letter, Number] :
       std::views::zip(std::string("abc"), std::views::iota(1)))
    std::print("{}{}{}", Number, Letter, Number == 3 ? "\n" : " ");
  std::vector<int> V{1, 2, 5, 6, 9};
  auto Runs = std::views::chunk_by(V, [](int A, int B) { return A + 1 == B; });
  std::println("{} {}", Runs, V | std::views::reverse | std::ranges::to<std::vector>());
  int Data[6] = {1, 2, 3, 4, 5, 6};
  std::mdspan Matrix(Data, 2, 3);
  Counter C;
  std::println("deduced {}, fits {}, {}", C.add(2).add(Matrix[1, 2]).Count,
               std::in_range<unsigned char>(255), std::to_underlying(std::byte(255)));
}
