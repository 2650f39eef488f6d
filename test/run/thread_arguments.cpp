// Every kind of callable, arguments decayed, moved and by reference.
// RUN: %agree %s -O2

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <thread>

struct Counter {
  int Value = 0;
  void add(int By) { Value += By; }
  void operator()(int By) { Value -= By; }
};

static void take(std::unique_ptr<int> P, int &Out) { Out = *P; }
static void append(std::string S, std::string &Out) { Out += S; }

int main() {
  Counter C;
  std::thread(&Counter::add, &C, 5).join();
  std::printf("%d\n", C.Value);
  std::thread(C, 100).join();
  std::printf("copied: %d\n", C.Value);
  std::thread(std::ref(C), 2).join();
  std::printf("by reference: %d\n", C.Value);

  int Out = 0;
  std::thread(take, std::make_unique<int>(77), std::ref(Out)).join();
  std::printf("%d\n", Out);

  std::string Text = "ab";
  char Word[] = "cd";
  std::thread(append, Word, std::ref(Text)).join();
  std::printf("%s\n", Text.c_str());

  std::function<void()> F = [&Out] { ++Out; };
  std::thread(F).join();
  std::thread(std::bind(&Counter::add, std::ref(C), 40)).join();
  std::printf("%d %d\n", Out, C.Value);
  std::thread([](auto... Xs) { std::printf("%d\n", (Xs + ...)); }, 1, 2, 3).join();
}
