// A new thread holds back the signals that its creator does, and has none pending;
// what either changes then is its own.
// RUN: %agree %s -O0
// RUN: %agree --keep %s -O2
// RUN: env HEDDLE_WARPS=1 %agree --again

#include <csignal>
#include <cstdio>
#include <future>
#include <initializer_list>
#include <pthread.h>
#include <thread>
#include <vector>

static int Handled;

static void change(int How, std::initializer_list<int> Signals) {
  sigset_t Set;
  sigemptyset(&Set);
  for (int Number : Signals)
    sigaddset(&Set, Number);
  pthread_sigmask(How, &Set, nullptr);
}

static void show(const char *Who) {
  sigset_t Blocked, Pending;
  pthread_sigmask(SIG_SETMASK, nullptr, &Blocked);
  sigpending(&Pending);
  std::printf("%s:", Who);
  for (int Number : {SIGHUP, SIGUSR1, SIGUSR2, SIGTERM})
    std::printf(" %d%d", sigismember(&Blocked, Number),
                sigismember(&Pending, Number));
  std::printf("\n");
}

template <typename F> static void inThread(F Body) { std::thread(Body).join(); }

static void *plainEntry(void *Who) {
  show(static_cast<const char *>(Who));
  return Who;
}

int main() {
  std::signal(SIGUSR1, [](int) { ++Handled; });
  inThread([] { show("nothing is blocked"); });

  change(SIG_BLOCK, {SIGUSR1, SIGTERM});
  pthread_kill(pthread_self(), SIGUSR1);
  inThread([] {
    show("creator's");
    change(SIG_UNBLOCK, {SIGUSR1});
    change(SIG_BLOCK, {SIGHUP});
    pthread_kill(pthread_self(), SIGUSR1);
    std::printf("handled %d\n", Handled);
    inThread([] { show("creator's creator's, changed"); });
    show("changed");
  });
  show("as before");

  pthread_attr_t Attributes;
  pthread_attr_init(&Attributes);
  pthread_attr_setstacksize(&Attributes, 4 << 20);
  pthread_t Plain;
  void *Result = nullptr;
  char Name[] = "with attributes";
  pthread_create(&Plain, &Attributes, plainEntry, Name);
  pthread_join(Plain, &Result);
  std::printf("result %s\n", static_cast<char *>(Result));

  // An argument that is not in the control block.
  struct Large {
    char Bytes[200];
  } Argument = {"large argument"};
  inThread([Argument] { show(Argument.Bytes); });

  // More than there are warps, so that some are queued, and run by their joiner on
  // top of this thread.
  std::vector<std::future<int>> Futures;
  for (int I = 0; I < 100; ++I)
    Futures.push_back(std::async(std::launch::async, [] {
      sigset_t Blocked;
      pthread_sigmask(SIG_SETMASK, nullptr, &Blocked);
      bool Good = sigismember(&Blocked, SIGTERM) == 1 &&
                  sigismember(&Blocked, SIGUSR1) == 1 &&
                  sigismember(&Blocked, SIGHUP) == 0;
      change(SIG_SETMASK, {SIGHUP});
      return int(Good);
    }));
  int Good = 0;
  for (std::future<int> &F : Futures)
    Good += F.get();
  std::printf("%d inherited\n", Good);
  show("still as before");

  // A thread on a warp that has run some that held signals back.
  change(SIG_SETMASK, {});
  std::printf("handled %d\n", Handled);
  for (int I = 0; I < 3; ++I)
    inThread([] { show("nothing is blocked any more"); });
}
