// typeid and dynamic_cast: names, comparison, across multiple and virtual
// inheritance, private bases, to void, in several threads.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <any>
#include <cstdio>
#include <functional>
#include <memory>
#include <thread>
#include <typeindex>
#include <typeinfo>
#include <unordered_map>
#include <variant>
#include <vector>

struct Animal {
  virtual ~Animal() = default;
  virtual const char *name() const = 0;
};
struct Swimmer {
  int Depth = 5;
  virtual ~Swimmer() = default;
};
struct Flyer {
  int Height = 7;
  virtual ~Flyer() = default;
};
struct Duck : Animal, Swimmer, Flyer {
  const char *name() const override { return "duck"; }
};
struct Fish : Animal, private Swimmer {
  const char *name() const override { return "fish"; }
};
struct Mallard final : Duck {};

struct Top {
  int T = 1;
  virtual ~Top() = default;
};
struct Left : virtual Top {
  int L = 2;
};
struct Right : virtual Top {
  int R = 3;
};
struct Bottom : Left, Right {
  int B = 4;
};
struct Twice1 : Top {};
struct Twice2 : Top {};
struct Ambiguous : Twice1, Twice2 {};

template <typename T> struct Wrapped {};
namespace {
struct Hidden {};
} // namespace
enum class Colour { Red };

static void names() {
  std::puts(typeid(int).name());
  std::puts(typeid(const char *).name());
  std::puts(typeid(Wrapped<Duck>).name());
  std::puts(typeid(Hidden).name());
  std::puts(typeid(Colour).name());
  std::puts(typeid(int (*)(double)).name());
  std::puts(typeid(&Top::T).name());
  std::puts(typeid(int[3]).name());
  auto Lambda = [] {};
  std::printf("%d\n", typeid(Lambda) == typeid(decltype(Lambda)));
}

static void casts(Animal &A) {
  std::printf("%s %s:", typeid(A).name(), A.name());
  auto *S = dynamic_cast<Swimmer *>(&A);
  auto *F = dynamic_cast<Flyer *>(&A);
  std::printf(" %d %d", S ? S->Depth : -1, F ? F->Height : -1);
  if (F)
    std::printf(" across %d down %d", dynamic_cast<Swimmer *>(F) == S,
                dynamic_cast<Duck *>(F) == &A);
  std::printf(" whole %d final %d\n", dynamic_cast<void *>(&A) == &A,
              dynamic_cast<Mallard *>(&A) != nullptr);
}

static void virtuals() {
  Bottom B;
  Top *T = &B;
  auto *L = dynamic_cast<Left *>(T);
  auto *R = dynamic_cast<Right *>(L);
  auto *Again = dynamic_cast<Bottom *>(static_cast<Top *>(R));
  std::printf("%d %d %d %d\n", T->T, L->L, R->R, Again->B);
  Left Only;
  std::printf("%d\n", dynamic_cast<Right *>(static_cast<Top *>(&Only)) == nullptr);
  Ambiguous A;
  Twice1 *First = &A;
  std::printf("%d %d\n", dynamic_cast<Twice2 *>(First) != nullptr,
              dynamic_cast<Ambiguous *>(First) == &A);
}

static void library() {
  std::unordered_map<std::type_index, const char *> Names;
  Names[typeid(int)] = "int";
  Names[typeid(Duck)] = "Duck";
  Duck D;
  Animal &A = D;
  std::printf("%s %s\n", Names[typeid(A)], Names[typeid(int)]);
  std::any Any = 5;
  std::printf("%d %d", std::any_cast<int>(Any), std::any_cast<long>(&Any) == nullptr);
  Any = std::vector<int>{1, 2};
  std::printf(" %zu\n", std::any_cast<std::vector<int> &>(Any).size());
  std::function<int(int)> Function = [](int X) { return X + 1; };
  std::printf("%d %d\n", Function(1), Function.target_type() == typeid(void));
  std::shared_ptr<Animal> Shared = std::make_shared<Mallard>();
  std::printf("%d\n", std::dynamic_pointer_cast<Duck>(Shared) != nullptr);
  std::variant<int, Duck, const char *> Variant = "text";
  std::printf("%zu %s\n", Variant.index(), std::get<const char *>(Variant));
  std::printf("%d\n", std::visit([](auto &X) { return int(sizeof(X)); }, Variant));
}

static void all() {
  names();
  Duck D;
  Fish F;
  Mallard M;
  casts(D);
  casts(F);
  casts(M);
  virtuals();
  library();
}

int main() {
  all();
  std::thread(all).join();
}
