// Class objects passed by value: what the callee gets is the object that the
// caller made and destroys, not a copy of its bytes.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdio>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct Itself {
  Itself *Self = this;
  int Value = 1;
  Itself() = default;
  Itself(const Itself &Other) : Value(Other.Value) {}
  ~Itself() { std::printf("destroy %d, itself %d\n", Value, Self == this); }
};

struct Large {
  int Numbers[20];
};

#define NOINLINE __attribute__((noinline))

NOINLINE static void take(std::unique_ptr<int> P) {
  std::unique_ptr<int> Q = std::move(P);
  std::printf("taken %d, left %d\n", *Q, P != nullptr);
}
NOINLINE static void change(Itself I) {
  std::printf("in the callee: itself %d\n", I.Self == &I);
  I.Value = 2;
}
NOINLINE static int sum(std::map<int, int> M, std::list<int> L) {
  M[100] = 1000;
  L.push_back(7);
  int Sum = 0;
  for (auto [Key, Value] : M)
    Sum += Key * Value;
  for (int N : L)
    Sum += N;
  return Sum;
}
NOINLINE static std::string join(std::string A, std::vector<std::string> Rest) {
  for (std::string &S : Rest)
    A += std::move(S);
  return A;
}
NOINLINE static void unlock(std::unique_lock<std::mutex> Lock) {
  Lock.unlock();
  Lock.release();
}
// Trivially copyable: the callee's changes are its own.
NOINLINE static int spoil(Large L) {
  int First = L.Numbers[0];
  for (int &N : L.Numbers)
    N = -1;
  return First;
}
NOINLINE static int forward(Large L) { return spoil(L) + L.Numbers[0]; }

struct Base {
  virtual ~Base() = default;
  virtual int eat(std::unique_ptr<int> P) { return *P; }
};
struct Derived : Base {
  int eat(std::unique_ptr<int> P) override {
    std::unique_ptr<int> Mine = std::move(P);
    return *Mine + 1;
  }
};

static void all() {
  take(std::make_unique<int>(5));
  {
    Itself I;
    change(I);
  }
  std::map<int, int> M{{1, 10}, {2, 20}};
  std::printf("%d %zu\n", sum(M, {1, 2, 3}), M.size());
  std::string Long(40, 'x');
  std::printf("%s %zu\n", join(Long, {"a", std::string(30, 'b')}).c_str(),
              Long.size());
  std::mutex Mutex;
  std::unique_lock<std::mutex> Lock(Mutex);
  unlock(std::move(Lock));
  std::printf("free again %d, owns %d\n", Mutex.try_lock(), Lock.owns_lock());
  Mutex.unlock();

  Large L = {{42, 1}};
  Large *volatile Same = &L;
  int A = spoil(L), B = spoil(*Same), C = forward(L);
  std::printf("%d %d %d, kept %d %d\n", A, B, C, L.Numbers[0], L.Numbers[1]);

  void (*volatile Pointer)(std::unique_ptr<int>) = take;
  Pointer(std::make_unique<int>(6));
  std::unique_ptr<Base> Object = std::make_unique<Derived>();
  std::printf("%d\n", Object->eat(std::make_unique<int>(8)));
  auto Lambda = [](std::unique_ptr<int> P, Itself I) { return *P + I.Value; };
  std::printf("%d\n", Lambda(std::make_unique<int>(20), Itself()));
}

int main() {
  all();
  std::thread(all).join();
}
