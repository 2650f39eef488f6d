// The exit status of every way to end a program.
// RUN: %agree --keep %s -O1 -- return
// RUN: %agree --keep --again -- exit
// RUN: %agree --keep --again -- exit-thread
// RUN: %agree --keep --again -- _Exit
// RUN: %agree --keep --again -- quick_exit
// RUN: %agree --keep --again -- abort
// RUN: %agree --keep --again -- abort-thread
// RUN: %agree --keep --again -- terminate
// RUN: %agree --again -- joinable

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <thread>

struct Global {
  ~Global() { std::puts("global destroyed"); }
} TheGlobal;

int main(int, char **argv) {
  auto Is = [&](const char *How) { return !std::strcmp(argv[1], How); };
  std::atexit([] { std::puts("atexit, registered first"); });
  std::atexit([] { std::puts("atexit, registered second"); });
  std::at_quick_exit([] {
    std::puts("at_quick_exit");
    std::fflush(stdout);
  });
  std::puts("main");
  // abort and _Exit need not flush.
  std::fflush(stdout);

  if (Is("exit"))
    std::exit(300);
  if (Is("exit-thread"))
    std::thread([] { std::exit(3); }).join();
  if (Is("_Exit"))
    std::_Exit(4);
  if (Is("quick_exit"))
    std::quick_exit(5);
  if (Is("abort"))
    std::abort();
  if (Is("abort-thread"))
    std::thread([] { std::abort(); }).join();
  if (Is("terminate"))
    std::terminate();
  if (Is("joinable"))
    std::thread Forgotten([] {});
  return 7;
}
