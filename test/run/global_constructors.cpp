// Objects before and after main: order within a file, init_priority, threads
// started by constructors and destructors, atexit among destructors.
// RUN: %agree %s -O2
// RUN: %agree %s -O0

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>

struct Announced {
  const char *Name;
  explicit Announced(const char *Name) : Name(Name) {
    std::printf("construct %s\n", Name);
  }
  ~Announced() { std::printf("destroy %s\n", Name); }
};

static Announced First("first");
__attribute__((init_priority(200))) Announced Earliest("earliest");
static const std::map<std::string, int> Table{{"one", 1}, {"two", 2}};

struct Worker {
  int Result = 0;
  Worker() {
    std::thread([this] { Result = Table.at("two"); }).join();
    std::printf("worked before main: %d\n", Result);
  }
  ~Worker() {
    std::thread([this] { Result = 9; }).join();
    std::printf("worked after main: %d\n", Result);
  }
} TheWorker;

__attribute__((constructor)) static void before() { std::puts("constructor"); }
__attribute__((destructor)) static void after() { std::puts("destructor"); }

static Announced Last("last");
template <int N> struct Numbered {
  static int Value;
};
template <int N> int Numbered<N>::Value = std::abs(-N);

int main() {
  std::atexit([] { std::puts("atexit"); });
  std::printf("main %d\n", Numbered<12>::Value);
}
