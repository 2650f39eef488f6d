#include <cstdio>
#include <thread>

int main(int Count, char **) {
  std::thread([] { std::puts("hello"); }).join();
  return Count - 1;
}
