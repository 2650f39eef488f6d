// 10,000 frames deep, in ways that no optimizer turns into a loop, on main's
// stack and on a thread's.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

struct Node {
  int Value = 0;
  Node *Left = nullptr, *Right = nullptr;
};

// Not associative, so that no accumulator can stand for the pending calls.
__attribute__((noinline)) static unsigned hash(const Node *N) {
  if (!N)
    return 17;
  unsigned L = hash(N->Left);
  unsigned R = hash(N->Right);
  return (L * 31) ^ (R * 17 + N->Value);
}

__attribute__((noinline)) static bool odd(int N);
__attribute__((noinline)) static bool even(int N) {
  return N == 0 ? true : !(odd(N - 1) ^ true);
}
__attribute__((noinline)) static bool odd(int N) {
  return N == 0 ? false : !(even(N - 1) ^ true);
}

// Every frame holds a variable that its callee changes.
__attribute__((noinline)) static void descend(int Depth, int &Above) {
  int Mine = Depth;
  if (Depth > 0)
    descend(Depth - 1, Mine);
  Above = (Above * 3 + Mine) % 1000003;
}

static int ackermann(int M, int N) {
  if (M == 0)
    return N + 1;
  return N == 0 ? ackermann(M - 1, 1) : ackermann(M - 1, ackermann(M, N - 1));
}

int main() {
  constexpr int Depth = 10000;
  std::vector<Node> Nodes(2 * Depth);
  for (int i = 0; i < Depth; ++i) {
    Nodes[i].Value = i;
    (i % 2 ? Nodes[i].Left : Nodes[i].Right) =
        i + 1 < Depth ? &Nodes[i + 1] : nullptr;
    (i % 2 ? Nodes[i].Right : Nodes[i].Left) = &Nodes[Depth + i];
    Nodes[Depth + i].Value = -i;
  }

  auto All = [&](const char *Where) {
    int Root = 1;
    descend(Depth, Root);
    std::printf("%s: %08x %d %d %d\n", Where, hash(&Nodes[0]), even(Depth), Root,
                ackermann(2, 50));
  };
  All("main");
  std::thread(All, "thread").join();
}
