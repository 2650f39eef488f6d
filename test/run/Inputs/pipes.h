// What tests that wait for pipes have in common.
#include "show.h"

#include <atomic>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

struct Pipe {
  int In, Out;
  explicit Pipe(int Flags = 0) {
    int Ends[2] = {-1, -1};
    if (pipe2(Ends, Flags) != 0)
      printf("pipe2: %s\n", strerror(errno));
    In = Ends[0], Out = Ends[1];
  }
};

/// Threads that call IsReady(a pipe's end, the thread's number) and read a byte from there if it is, while
/// others make more calls than the ring has slots. Then each gets its byte.
template <typename F> static void waitWhileOthersCall(F IsReady) {
  constexpr int Count = 8;
  std::vector<Pipe> Pipes(Count);
  std::atomic<int> Woken = 0, Sum = 0;
  std::vector<std::thread> Threads;
  for (int I = 0; I < Count; ++I)
    Threads.emplace_back([&, I] {
      char Byte = 0;
      if (IsReady(Pipes[I].In, I) && read(Pipes[I].In, &Byte, 1) == 1)
        Sum += Byte;
      ++Woken;
    });
  struct stat Status;
  for (int I = 0; I < 2500; ++I)
    if (stat(".", &Status) != 0)
      return;
  SHOW(Woken.load());
  for (int I = Count; I-- > 0;) {
    char Byte = char(I + 1);
    if (write(Pipes[I].Out, &Byte, 1) != 1)
      return;
  }
  for (std::thread &Each : Threads)
    Each.join();
  SHOW(Sum.load());
}
