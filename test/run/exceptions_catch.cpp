// What catches what, in which order things are destroyed, and what is thrown on.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <new>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <vector>

struct A { virtual ~A() {} int a = 1; };
struct B { virtual ~B() {} int b = 2; };
struct C : A, B { int c = 3; };
struct V : virtual A { int v = 4; };
struct W : virtual A { int w = 5; };
struct X : V, W { int x = 6; };
struct Hidden : private A {};

struct Noisy {
  int n;
  Noisy(int n) : n(n) {
    std::printf("+%d ", n);
    if (n % 10 == 3)
      throw n;
  }
  Noisy(const Noisy &o) : n(o.n + 100) { std::printf("+%d ", n); }
  ~Noisy() { std::printf("-%d ", n); }
};
struct Members { Noisy a{1}, b{2}, c; Members(int n) : c(n) {} };
struct Derived : Members { Noisy d; Derived(int n, int m) : Members(n), d(m) {} };
struct TryBlock {
  Noisy a, b;
  TryBlock(int n) try : a(21), b(n) {
    std::printf("built ");
  } catch (int x) {
    std::printf("caught %d ", x);
    throw std::runtime_error("of a function try block");
  }
};
struct ThrowsWhenDestroyed {
  Noisy n{31};
  ~ThrowsWhenDestroyed() noexcept(false) {
    Noisy local(32);
    throw 5;
  }
};

template <typename F> void attempt(const char *What, F f) {
  std::printf("%s: ", What);
  try {
    Noisy guard(9);
    f();
    std::printf("nothing");
  } catch (int i) {
    std::printf("int %d", i);
  } catch (const double &d) {
    std::printf("double %g", d);
  } catch (B &b) {
    std::printf("B %d, a %s", b.b, typeid(b).name());
  } catch (const A &a) {
    std::printf("A %d, a %s", a.a, typeid(a).name());
  } catch (B *b) {
    std::printf("B * %d", b ? b->b : 0);
    delete b;
  } catch (const char *s) {
    std::printf("text %s", s);
  } catch (void *p) {
    std::printf("pointer, null %d", p == nullptr);
  } catch (void (*f)()) {
    std::printf("function");
  } catch (const std::runtime_error &e) {
    std::printf("runtime_error %s", e.what());
  } catch (const std::exception &e) {
    std::printf("exception");
  } catch (...) {
    std::printf("something");
  }
  std::printf("\n");
}

static void raise(int n) { throw n; }
static int compare(const void *a, const void *b) {
  int x = *static_cast<const int *>(a), y = *static_cast<const int *>(b);
  if (x == 7 || y == 7)
    throw 7.5;
  return x - y;
}
__attribute__((noinline)) static int deep(int n) {
  Noisy frame(n * 10);
  return n == 0 ? throw std::string("deep") : deep(n - 1) + 1;
}
enum Colour { Red };
enum class Shape { Round };

int main(int argc, char **) {
  void (*pointer)(int) = argc ? raise : nullptr;
  std::function<void(int)> function = raise;
  attempt("int", [] { throw 1; });
  attempt("double", [] { throw 1.5; });
  attempt("float", [] { throw 1.5f; });
  attempt("class", [] { throw C(); });
  attempt("virtual base", [] { throw X(); });
  attempt("private base", [] { throw Hidden(); });
  attempt("pointer", [] { throw new C; });
  attempt("pointer to const", [] { throw (const C *)nullptr; });
  attempt("null pointer", [] { throw nullptr; });
  attempt("text", [] { throw "hello"; });
  attempt("enum", [] { throw Red; });
  attempt("enum class", [] { throw Shape::Round; });
  attempt("function", [] { throw static_cast<void (*)()>([] {}); });
  attempt("pointer to function", [&] { pointer(4); });
  attempt("std::function", [&] { function(6); });
  attempt("nothing", [] {});
  attempt("third member", [] { Members m(3); });
  attempt("base", [] { Derived d(13, 4); });
  attempt("member after base", [] { Derived d(4, 23); });
  attempt("array", [] { Noisy n[] = {41, 42, 43, 44}; });
  attempt("array with new", [] {
    delete[] new Noisy[4]{51, 52, 53, 54};
  });
  attempt("new", [] { delete new Noisy(63); });
  attempt("function try block", [] { TryBlock t(33); });
  attempt("function try block, well", [] { TryBlock t(34); });
  attempt("destructor", [] { ThrowsWhenDestroyed t; });
  attempt("vector", [] {
    std::vector<Noisy> v;
    v.reserve(4);
    for (int i = 72; i < 75; ++i)
      v.emplace_back(i);
  });
  attempt("argument", [] {
    auto f = [](Noisy, Noisy n) { throw n.n; };
    f(Noisy(81), Noisy(82));
  });
  attempt("qsort", [] {
    Noisy n(91);
    int v[] = {3, 1, 7, 2};
    std::qsort(v, 4, sizeof(int), compare);
  });
  attempt("rethrown", [] {
    try {
      throw 11;
    } catch (...) {
      std::printf("... ");
      throw;
    }
  });
  attempt("rethrown as another", [] {
    try {
      throw 11;
    } catch (int &i) {
      i = 12;
      Noisy n(14);
      throw i + 0.5;
    }
  });
  attempt("changed and rethrown", [] {
    try {
      throw 11;
    } catch (int &i) {
      i = 12;
      throw;
    }
  });
  attempt("a copy changed", [] {
    try {
      throw 11;
    } catch (int i) {
      i = 12;
      throw;
    }
  });
  attempt("not caught by the inner", [] {
    try {
      Noisy n(15);
      throw 2.5;
    } catch (int) {
      std::printf("wrong ");
    } catch (const std::exception &) {
      std::printf("wrong ");
    }
  });
  attempt("while unwinding", [] {
    struct Inner {
      ~Inner() {
        try {
          Noisy n(16);
          throw 1.25;
        } catch (double d) {
          std::printf("inner %g ", d);
        }
      }
    } inner;
    throw 17;
  });
  attempt("loop", [] {
    int sum = 0;
    for (int i = 0; i < 20; ++i)
      try {
        if (i % 3 == 0)
          throw i;
        if (i % 3 == 1)
          continue;
        sum += 100;
      } catch (int n) {
        if (n > 12)
          break;
        sum += n;
      }
    throw sum;
  });
  attempt("through frames", [] {
    try {
      deep(4);
    } catch (const std::string &s) {
      throw s.size() * 1.0;
    }
  });
  attempt("switch and goto", [] {
    for (int i = 0;; ++i)
      try {
        Noisy n(i + 40);
        switch (i) {
        case 0: continue;
        case 1: goto out;
        }
      out:
        throw i;
      } catch (int n) {
        throw n + 0.25;
      }
  });
  return 0;
}
