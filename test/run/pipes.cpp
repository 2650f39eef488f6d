// Pipes between threads, of which those that wait keep nobody else waiting, and nothing at the end.
// RUN: %agree %s -O2 -D_GNU_SOURCE

#include "Inputs/pipes.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>
#include <thread>
#include <unistd.h>
#include <vector>

// What does not block.
static void single() {
  Pipe P;
  struct stat Status;
  SHOW(fstat(P.In, &Status) == 0 && S_ISFIFO(Status.st_mode));
  SHOW(fcntl(P.In, F_GETFL) & O_ACCMODE);
  SHOW(fcntl(P.Out, F_GETFL) & O_ACCMODE);
  SHOW(write(P.Out, "some text", 9));
  char Bytes[100];
  SHOW(read(P.In, Bytes, 4));
  SHOW(read(P.In, Bytes + 4, 96));
  std::printf("%.9s\n", Bytes);
  SHOW(lseek(P.In, 0, SEEK_SET));
  SHOW(write(P.In, "x", 1));
  SHOW(read(P.Out, Bytes, 1));
  SHOW(fcntl(P.In, F_SETFL, O_NONBLOCK));
  SHOW(read(P.In, Bytes, 1));
  SHOW(fcntl(P.Out, F_SETFL, O_NONBLOCK));
  std::string Full(5000, 'x');
  long long Sum = 0;
  for (ssize_t Done; (Done = write(P.Out, Full.data(), Full.size())) > 0;)
    Sum += Done;
  int Error = errno;
  SHOW(Error == EAGAIN && Sum > 30000);
  SHOW(close(P.Out));
  for (ssize_t Done; (Done = read(P.In, Full.data(), 5000)) > 0;)
    Sum -= Done;
  SHOW(Sum);
  SHOW(read(P.In, Bytes, 1));
  SHOW(close(P.In));
  SHOW(pipe2(new int[2], 1));
  Pipe Closing(O_CLOEXEC | O_NONBLOCK);
  SHOW(fcntl(Closing.In, F_GETFD));
  SHOW(fcntl(Closing.Out, F_GETFL) & O_NONBLOCK);
  // By streams.
  Pipe Q;
  FILE *Out = fdopen(Q.Out, "w"), *In = fdopen(Q.In, "r");
  SHOW(fprintf(Out, "a line\nand %d\n", 7));
  SHOW(fclose(Out));
  SHOW(std::fgets(Bytes, 100, In) == Bytes && !std::strcmp(Bytes, "a line\n"));
  int Number = 0;
  SHOW(std::fscanf(In, "and %d", &Number));
  SHOW(Number);
  SHOW(fclose(In));
}

// A thread at each end, and many bytes.
static void stream() {
  Pipe P;
  constexpr size_t Count = 300000;
  std::thread Writer([&] {
    std::string Text;
    for (size_t I = 0; I < Count; ++I)
      Text += char('a' + I % 26);
    iovec Parts[2] = {{Text.data(), 100000}, {Text.data() + 100000, Count - 100000}};
    SHOW(writev(P.Out, Parts, 2));
    close(P.Out);
  });
  std::string Text;
  char Bytes[7000];
  for (ssize_t Got; (Got = read(P.In, Bytes, sizeof(Bytes))) > 0;)
    Text.append(Bytes, Got);
  Writer.join();
  bool Same = Text.size() == Count;
  for (size_t I = 0; I < Text.size(); ++I)
    Same &= Text[I] == char('a' + I % 26);
  SHOW(Same);
  close(P.In);
}

int main() {
  single();
  stream();
  waitWhileOthersCall([](int, int) { return true; });
  // These go on waiting, and the program ends nevertheless.
  static Pipe Empty, Full;
  std::atomic<bool> Waits = false;
  std::thread([] {
    char Byte;
    (void)!read(Empty.In, &Byte, 1);
  }).detach();
  std::thread([&] {
    std::string Text(200000, 'x');
    Waits = true;
    (void)!write(Full.Out, Text.data(), Text.size());
  }).detach();
  while (!Waits)
    std::this_thread::yield();
  usleep(50000);
}
