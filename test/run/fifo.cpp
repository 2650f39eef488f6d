// Reading from a FIFO and a command that runs keep no other thread waiting.
// RUN: rm -f %t.fifo && %agree %s -O2 -- %t.fifo

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

int main(int, char **argv) {
  std::string Fifo = argv[1], Go = Fifo + ".go";
  unlink(Go.c_str());
  if (mkfifo(Fifo.c_str(), 0600) != 0)
    return 1;
  std::atomic<bool> Read = false;
  std::string Text;
  std::thread Reader([&] {
    int In = open(Fifo.c_str(), O_RDONLY);
    char Bytes[6000];
    for (ssize_t Count; (Count = read(In, Bytes, sizeof(Bytes))) > 0;)
      Text.append(Bytes, Count);
    close(In);
    Read = true;
  });
  std::thread Command([&] {
    std::string Wait = "while ! [ -e '" + Go + "' ]; do sleep 0.05; done";
    std::printf("command %d\n", std::system(Wait.c_str()));
  });
  // Calls of other threads go through meanwhile, more than the ring has slots.
  for (int I = 0; I < 3000; ++I)
    if (access(Fifo.c_str(), F_OK) != 0)
      return 2;
  std::printf("still waiting: %d\n", !Read);
  // A command that starts now must not keep it open.
  int Out = open(Fifo.c_str(), O_WRONLY | O_CLOEXEC);
  std::string Large(100000, 'y');
  std::printf("%zd\n", write(Out, "begin ", 6));
  std::printf("%zd\n", write(Out, Large.data(), Large.size()));
  close(Out);
  Reader.join();
  std::printf("%zu %s\n", Text.size(), Text.substr(0, 8).c_str());
  close(creat(Go.c_str(), 0600));
  Command.join();
  unlink(Go.c_str());
  unlink(Fifo.c_str());
}
