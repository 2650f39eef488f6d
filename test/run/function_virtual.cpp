// Calls through tables and pointers, run-time type information, member
// pointers, multiple and virtual inheritance, inside threads.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdio>
#include <functional>
#include <memory>
#include <thread>
#include <typeinfo>
#include <vector>

struct Shape {
  virtual ~Shape() = default;
  virtual double area() const = 0;
  virtual const char *name() const { return "shape"; }
};
struct Square : Shape {
  double Side;
  explicit Square(double Side) : Side(Side) {}
  double area() const override { return Side * Side; }
  const char *name() const override { return "square"; }
};
struct Rectangle : Square {
  double Other;
  Rectangle(double A, double B) : Square(A), Other(B) {}
  double area() const override { return Side * Other; }
};
struct Named {
  virtual ~Named() = default;
  virtual int tag() const { return 11; }
};
struct Base {
  int Value = 5;
  virtual ~Base() = default;
};
struct Left : virtual Base {};
struct Right : virtual Base, Named {
  int tag() const override { return 22 + Value; }
};
struct Both : Left, Right {};

static int twice(int X) { return 2 * X; }
static int thrice(int X) { return 3 * X; }

int main() {
  std::vector<std::unique_ptr<Shape>> Shapes;
  Shapes.push_back(std::make_unique<Square>(3));
  Shapes.push_back(std::make_unique<Rectangle>(2, 5));
  std::thread([&] {
    for (const auto &Owner : Shapes) {
      const Shape &S = *Owner;
      auto *AsRectangle = dynamic_cast<const Rectangle *>(&S);
      std::printf("%s %g rectangle: %d exactly square: %d\n", S.name(), S.area(),
                  AsRectangle != nullptr, typeid(S) == typeid(Square));
    }
    Both Object;
    Object.Value = 7;
    Named *AsNamed = &Object;
    std::printf("%d %d %d\n", AsNamed->tag(), dynamic_cast<Base *>(AsNamed)->Value,
                dynamic_cast<Left *>(AsNamed) == static_cast<Left *>(&Object));
    Base Plain;
    std::printf("%d\n", dynamic_cast<Right *>(&Plain) == nullptr);
  }).join();

  int (*Table[])(int) = {twice, thrice};
  std::vector<std::function<int(int)>> Functions{
      twice, [Add = 10](int X) { return X + Add; },
      std::bind(thrice, std::placeholders::_1)};
  double (Shape::*Member)() const = &Shape::area;
  double Side = 0;
  std::vector<std::thread> Threads;
  int Results[5] = {};
  for (int t = 0; t < 2; ++t)
    Threads.emplace_back([&, t] { Results[t] = Table[t](7); });
  for (int t = 0; t < 3; ++t)
    Threads.emplace_back([&, t] { Results[2 + t] = Functions[t](7); });
  Threads.emplace_back([&] { Side = (Shapes[1].get()->*Member)(); });
  for (std::thread &Thread : Threads)
    Thread.join();
  for (int R : Results)
    std::printf("%d ", R);
  std::printf("%g\n", Side);
}
