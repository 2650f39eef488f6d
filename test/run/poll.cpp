// poll, ppoll, select and pselect: of pipes and files, with and without a time, while others make calls.
// RUN: %agree %s -O2 -D_GNU_SOURCE

#include "Inputs/pipes.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>
#include <vector>

static std::string textOf(short Events) {
  std::string Text;
  auto Add = [&](short Bit, const char *Name) {
    if (Events & Bit)
      Text += std::string(Text.empty() ? "" : "|") + Name;
  };
  Add(POLLIN, "IN");
  Add(POLLPRI, "PRI");
  Add(POLLOUT, "OUT");
  Add(POLLERR, "ERR");
  Add(POLLHUP, "HUP");
  Add(POLLNVAL, "NVAL");
  Add(POLLRDNORM, "RDNORM");
  Add(POLLWRNORM, "WRNORM");
  return Text.empty() ? "nothing" : Text;
}

static void showPoll(const char *What, std::vector<pollfd> Files, int Milliseconds) {
  errno = 0;
  int Ready = poll(Files.data(), Files.size(), Milliseconds);
  std::printf("%s: %d, %s:", What, Ready, errno ? std::strerror(errno) : "fine");
  for (const pollfd &Each : Files)
    std::printf(" %s", textOf(Each.revents).c_str());
  std::printf("\n");
}

static double now() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return double(T.tv_sec) + double(T.tv_nsec) / 1e9;
}

static void polls() {
  Pipe P;
  constexpr short Read = POLLIN | POLLRDNORM, Both = POLLIN | POLLOUT;
  showPoll("empty", {{P.In, Read, 99}, {P.Out, POLLOUT, 99}, {P.Out, POLLIN, 99}}, 0);
  double Start = now();
  showPoll("still", {{P.In, Read, 0}}, 30);
  SHOW(now() - Start >= 0.03);
  SHOW(write(P.Out, "text", 4));
  showPoll("text", {{P.In, Read, 0}, {P.Out, Both, 0}, {P.In, POLLOUT, 0}}, -1);
  showPoll("twice", {{P.In, POLLIN, 0}, {P.In, POLLIN, 0}, {P.In, 0, 0}}, 1000);
  std::string Fill(4096, 'x');
  SHOW(fcntl(P.Out, F_SETFL, O_NONBLOCK));
  while (write(P.Out, Fill.data(), Fill.size()) > 0)
    ;
  showPoll("full", {{P.Out, POLLOUT, 0}}, 0);
  SHOW(close(P.Out));
  showPoll("closed, and full", {{P.In, Read, 0}}, -1);
  while (read(P.In, Fill.data(), Fill.size()) > 0)
    ;
  showPoll("closed", {{P.In, Read, 0}, {P.In, 0, 0}, {P.Out, POLLOUT, 0}}, -1);
  SHOW(close(P.In));
  showPoll("both closed", {{P.In, Read, 0}, {-1, Read, 77}, {12345, 0, 0}, {-100, Read, 0}}, -1);
  Pipe Q;
  SHOW(close(Q.In));
  showPoll("without readers", {{Q.Out, POLLOUT, 0}, {Q.Out, 0, 0}}, -1);
  SHOW(close(Q.Out));
  int File = open(".", O_RDONLY);
  showPoll("a directory", {{File, Both, 0}}, -1);
  SHOW(close(File));
  Start = now();
  showPoll("of none", {}, 20);
  showPoll("of no descriptor", {{-1, POLLIN, 0}}, 20);
  SHOW(now() - Start >= 0.04);
  SHOW(poll(nullptr, 0, 0));
  Pipe R;
  std::vector<pollfd> Many(400, {R.Out, POLLOUT, 0});
  SHOW(poll(Many.data(), Many.size(), -1));
  SHOW(textOf(Many[399].revents) == "OUT");
  SHOW(close(R.In) + close(R.Out));
}

static void showSelect(const char *What, const fd_set &Read, const fd_set &Write, const fd_set &Except,
                       std::vector<int> Files, int Result) {
  std::printf("%s: %d, %s:", What, Result, errno ? std::strerror(errno) : "fine");
  for (int Each : Files)
    std::printf(" %d%d%d", FD_ISSET(Each, &Read) != 0, FD_ISSET(Each, &Write) != 0, FD_ISSET(Each, &Except) != 0);
  std::printf("\n");
}

static void selects() {
  Pipe P;
  int Limit = std::max(P.In, P.Out) + 1;
  fd_set Read, Write, Except;
  auto All = [&] {
    for (fd_set *Each : {&Read, &Write, &Except}) {
      FD_ZERO(Each);
      FD_SET(P.In, Each);
      FD_SET(P.Out, Each);
    }
    errno = 0;
  };
  auto Show = [&](const char *What, int Result) { showSelect(What, Read, Write, Except, {P.In, P.Out}, Result); };
  timeval Time = {1, 0};
  All();
  Show("empty", select(Limit, &Read, &Write, &Except, &Time));
  All();
  FD_CLR(P.Out, &Write);
  Time = {0, 30000};
  double Start = now();
  Show("still", select(Limit, &Read, &Write, &Except, &Time));
  SHOW(now() - Start >= 0.03);
  SHOW(Time.tv_sec == 0 && Time.tv_usec == 0);
  SHOW(write(P.Out, "text", 4));
  All();
  Time = {100, 0};
  Show("text", select(Limit, &Read, nullptr, nullptr, &Time));
  SHOW(Time.tv_sec >= 90);
  All();
  Show("beyond the limit", select(std::min(P.In, P.Out), &Read, &Write, nullptr, &(Time = {0, 0})));
  All();
  Show("all", select(Limit, &Read, &Write, &Except, nullptr));
  SHOW(select(-1, nullptr, nullptr, nullptr, nullptr));
  SHOW(select(0, nullptr, nullptr, nullptr, &(Time = {-1, 0})));
  Start = now();
  SHOW(select(0, nullptr, nullptr, nullptr, &(Time = {0, 20000})));
  SHOW(now() - Start >= 0.02);
  All();
  Pipe Gone;
  SHOW(close(Gone.In) + close(Gone.Out));
  FD_SET(Gone.In, &Except);
  SHOW(select(1024, &Read, nullptr, &Except, nullptr));
  SHOW(close(P.Out));
  char Bytes[10];
  SHOW(read(P.In, Bytes, 10));
  All();
  Show("the end", select(P.In + 1, &Read, nullptr, nullptr, nullptr));
  // No exception, so it takes its time.
  All();
  FD_CLR(P.Out, &Except);
  Start = now();
  Show("no exception", select(Limit, nullptr, nullptr, &Except, &(Time = {0, 20000})));
  SHOW(now() - Start >= 0.02);
  All();
  FD_ZERO(&Read);
  FD_SET(P.Out, &Read);
  SHOW(select(Limit, &Read, nullptr, nullptr, nullptr));
  SHOW(close(P.In));
}

static std::atomic<int> Signals;

static void withMasks() {
  Pipe P;
  sigset_t Usr1, None;
  sigemptyset(&None);
  sigemptyset(&Usr1);
  sigaddset(&Usr1, SIGUSR1);
  std::signal(SIGUSR1, [](int) { ++Signals; });
  pthread_sigmask(SIG_BLOCK, &Usr1, nullptr);
  raise(SIGUSR1);
  pollfd File = {P.In, POLLIN, 0};
  timespec Time = {0, 1000000};
  SHOW(ppoll(&File, 1, &Time, &Usr1));
  SHOW(ppoll(&File, 1, &Time, nullptr));
  SHOW(Signals.load());
  SHOW(ppoll(&File, 1, nullptr, &None));
  SHOW(Signals.load());
  SHOW(ppoll(&File, 1, &Time, &None));
  Time = {0, 1000000000};
  SHOW(ppoll(&File, 1, &Time, nullptr));
  Time = {-1, 0};
  SHOW(ppoll(&File, 1, &Time, nullptr));
  fd_set Read;
  FD_ZERO(&Read);
  FD_SET(P.In, &Read);
  Time = {0, 2000000};
  SHOW(pselect(P.In + 1, &Read, nullptr, nullptr, &Time, &None));
  SHOW(Time.tv_nsec);
  raise(SIGUSR1);
  SHOW(pselect(P.In + 1, &Read, nullptr, nullptr, nullptr, &None));
  SHOW(Signals.load());
  SHOW(write(P.Out, "x", 1));
  FD_SET(P.In, &Read);
  SHOW(pselect(P.In + 1, &Read, nullptr, nullptr, nullptr, &None));
  SHOW(close(P.In) + close(P.Out));
}

// What read(0) would take, wherever it is.
static void standardInput() {
  Pipe P;
  SHOW(dup2(P.In, 0));
  showPoll("nothing", {{0, POLLIN, 0}}, 0);
  SHOW(write(P.Out, "one\ntwo\nthree\n", 14));
  showPoll("three lines", {{0, POLLIN, 0}}, -1);
  char Bytes[20];
  SHOW(read(0, Bytes, 3));
  showPoll("the rest", {{0, POLLIN, 0}}, -1);
  int Left = 11;
  while (Left > 0)
    Left -= int(read(0, Bytes, std::size_t(Left)));
  SHOW(Left);
  SHOW(std::setvbuf(stdin, nullptr, _IONBF, 0));
  SHOW(write(P.Out, "abc\n", 4));
  SHOW(std::getchar());
  showPoll("of a line", {{0, POLLIN, 0}}, -1);
  SHOW(read(0, Bytes, 3));
  showPoll("no more", {{0, POLLIN, 0}}, 0);
  SHOW(close(P.Out));
  showPoll("the end", {{0, POLLIN, 0}}, -1);
  SHOW(close(0) + close(P.In));
  showPoll("closed", {{0, POLLIN, 0}}, -1);
}

static bool pollOrSelect(int File, int Number) {
  fd_set Read;
  FD_ZERO(&Read);
  FD_SET(File, &Read);
  pollfd Polled = {File, POLLIN, 0};
  timeval Time = {100, 0};
  return (Number % 2 ? poll(&Polled, 1, 100000) : select(File + 1, &Read, nullptr, nullptr, &Time)) == 1;
}

int main() {
  polls();
  selects();
  withMasks();
  waitWhileOthersCall(pollOrSelect);
  standardInput();
  // This one goes on waiting, and the program ends nevertheless.
  static Pipe Empty;
  std::thread([] {
    pollfd File = {Empty.In, POLLIN, 0};
    (void)!poll(&File, 1, -1);
    std::printf("this is never reached\n");
  }).detach();
  usleep(50000);
}
