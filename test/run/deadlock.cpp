// A program in which no thread can go on is ended with a table of its threads.
// DEFINE: %{mode} =
// DEFINE: %{warps} = 8
// DEFINE: %{check} = sh -c 'HEDDLE_WARPS=%{warps} %run %t %{mode} 2>&1; echo "status $?"' | FileCheck %s --match-full-lines --implicit-check-not=error --check-prefixes=
// RUN: %heddle %s -g -O2 -std=c++20 -o %t
// REDEFINE: %{mode} = mutexes
// RUN: %{check}MUTEXES,LINES
// REDEFINE: %{mode} = joins
// RUN: %{check}JOINS
// REDEFINE: %{mode} = condition
// RUN: %{check}CONDITION
// REDEFINE: %{mode} = notified
// RUN: %{check}NOTIFIED
// REDEFINE: %{mode} = lock
// RUN: %{check}LOCK
// REDEFINE: %{mode} = shared
// RUN: %{check}SHARED
// REDEFINE: %{mode} = flag
// RUN: %{check}FLAG
// REDEFINE: %{mode} = exit
// RUN: %{check}EXIT
// REDEFINE: %{mode} = main
// RUN: %{check}MAIN
// REDEFINE: %{mode} = barrier
// REDEFINE: %{warps} = 4
// RUN: %{check}BARRIER
// REDEFINE: %{mode} = many
// REDEFINE: %{warps} = 64
// RUN: %{check}MANY
// REDEFINE: %{mode} = mutexes
// REDEFINE: %{warps} = 8
// RUN: %heddle %s -g -O0 -std=c++20 -o %t
// RUN: %{check}MUTEXES,LINES
// RUN: %heddle %s -O2 -std=c++20 -o %t
// RUN: %{check}MUTEXES,NOLINES

#include <atomic>
#include <barrier>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <latch>
#include <mutex>
#include <pthread.h>
#include <shared_mutex>
#include <thread>

static std::latch Ready{2};
static std::mutex First, Second;

static void lockBoth(const char *Name, std::mutex &One, std::mutex &Other) {
  pthread_setname_np(pthread_self(), Name);
  std::lock_guard Outer(One);
  Ready.arrive_and_wait();
#line 100
  std::lock_guard Inner(Other);
}

static void mutexes() {
  std::thread One(lockBoth, "alice", std::ref(First), std::ref(Second));
  std::thread Other(lockBoth, "bob", std::ref(Second), std::ref(First));
#line 200
  One.join();
  Other.join();
}
// MUTEXES: heddle: deadlock: all 3 threads wait for each other or for something that cannot come
// MUTEXES-NEXT: heddle: {{ *}}thread  name {{ *}}state {{ *}}since  waits for {{ *}}at
// MUTEXES-NEXT: heddle: {{ *}}1  main {{ *}}{{waiting +[0-9.]+ s +the end of thread 2( .*)?|buried  +- +the end of thread 2, on top of it}}
// LINES-NEXT: heddle: {{ *}}2  alice {{ *}}waiting  {{[0-9.]+}} s  mutex 0x{{[0-9a-f]+}}, held by thread 3  {{.*}}deadlock.cpp:100 (lockBoth)
// LINES-NEXT: heddle: {{ *}}3  bob {{ *}}waiting  {{[0-9.]+}} s  mutex 0x{{[0-9a-f]+}}, held by thread 2  {{.*}}deadlock.cpp:100 (lockBoth)
// NOLINES-NEXT: heddle: {{ *}}2  alice {{ *}}waiting  {{[0-9.]+}} s  mutex 0x{{[0-9a-f]+}}, held by thread 3
// NOLINES-NEXT: heddle: {{ *}}3  bob {{ *}}waiting  {{[0-9.]+}} s  mutex 0x{{[0-9a-f]+}}, held by thread 2
// MUTEXES-NEXT: heddle: each waits for the next: thread 2, thread 3, thread 2
// NOLINES-NEXT: heddle: note: compile with -g for source lines
// MUTEXES-NEXT: status 122

static std::thread Left, Right;
static std::latch Started{3};

// Each joins the other, so itself in the end.
static void joins() {
  Left = std::thread([] {
    Started.arrive_and_wait();
#line 300
    Right.join();
  });
  Right = std::thread([] {
    Started.arrive_and_wait();
    Left.join();
  });
  Started.arrive_and_wait();
  std::mutex Never;
  Never.lock();
#line 400
  Never.lock();
}
// JOINS: heddle: deadlock: all 3 threads {{.*}}
// JOINS: heddle: {{ *}}1  main  waiting  {{.*}} mutex 0x{{[0-9a-f]+}}, held by itself  {{.*}}deadlock.cpp:400 (joins)
// JOINS-NEXT: heddle: {{ *}}2  - {{ *}}waiting  {{.*}}the end of thread 3 {{.*}}deadlock.cpp:300 (operator())
// JOINS-NEXT: heddle: {{ *}}3  - {{ *}}waiting  {{.*}}the end of thread 2 {{.*}}
// JOINS-NEXT: heddle: each waits for the next: thread 2, thread 3, thread 2
// JOINS-NEXT: status 122

static void condition() {
  std::mutex M;
  std::condition_variable Changed;
  bool Done = false;
  std::unique_lock Guard(M);
#line 500
  Changed.wait(Guard, [&] { return Done; });
}
// CONDITION: heddle: deadlock: the only thread waits for something that cannot come
// CONDITION: heddle: {{ *}}1  main  waiting  {{.*}} condition variable 0x{{[0-9a-f]+}}  {{.*}}deadlock.cpp:500 (condition)
// CONDITION-NEXT: status 122

// Two are woken, and need the mutex of the one that has woken them.
static void notified() {
  static std::condition_variable Changed;
  static unsigned Waiting;
  auto Wait = [] {
    std::unique_lock Guard(First);
    ++Waiting;
#line 550
    Changed.wait(Guard);
  };
  std::thread One(Wait), Other(Wait);
  std::unique_lock Guard(First);
  while (Waiting != 2) {
    Guard.unlock();
    std::this_thread::yield();
    Guard.lock();
  }
  Changed.notify_one();
  Changed.notify_one();
  Second.lock();
  Second.lock();
}
// NOTIFIED: heddle: deadlock: all 3 threads {{.*}}
// NOTIFIED: heddle: {{ *}}1  main  waiting  {{.*}} mutex 0x{{[0-9a-f]+}}, held by itself  {{.*}}
// NOTIFIED-NEXT: heddle: {{ *}}2  - {{ *}}waiting  {{.*}} mutex 0x{{[0-9a-f]+}}, held by thread 1  {{.*}}deadlock.cpp:550 (operator())
// NOTIFIED-NEXT: heddle: {{ *}}3  - {{ *}}waiting  {{.*}} mutex 0x{{[0-9a-f]+}}, held by thread 1  {{.*}}deadlock.cpp:550 (operator())
// NOTIFIED: status 122

static void lock() {
  static pthread_rwlock_t L;
  pthread_rwlock_wrlock(&L);
  std::thread Reader([] { pthread_rwlock_rdlock(&L); });
  Reader.join();
}
// LOCK: heddle: {{ *}}2  - {{ *}}waiting  {{.*}} reader-writer lock 0x{{[0-9a-f]+}}, held by thread 1  {{.*}}
// LOCK: status 122

static void shared() {
  static std::shared_mutex M;
  M.lock_shared();
  std::thread Writer([] {
    pthread_setname_np(pthread_self(), "writer");
    Ready.arrive_and_wait();
    M.lock();
  });
  Ready.arrive_and_wait();
  while (M.try_lock_shared()) {
    M.unlock_shared();
    std::this_thread::yield();
  }
#line 600
  M.lock_shared();
}
// SHARED: heddle: {{ *}}1  main  waiting  {{.*}} reader-writer lock 0x{{[0-9a-f]+}}, held by 1 reader  {{.*}}deadlock.cpp:600 (shared)
// SHARED: heddle: {{ *}}2  writer  waiting  {{.*}} reader-writer lock 0x{{[0-9a-f]+}}, held by 1 reader  {{.*}}
// SHARED: status 122

static void flag() {
  std::atomic<bool> Never{false};
#line 700
  Never.wait(false);
}
// FLAG: heddle: {{ *}}1  main  waiting  {{.*}} a change of atomic 0x{{[0-9a-f]+}}  {{.*}}deadlock.cpp:700 (flag)
// FLAG: status 122

static void exitTwice() {
  First.lock();
  std::atexit([] { First.lock(); });
  std::thread Other([] {
    Ready.arrive_and_wait();
    std::exit(1);
  });
  Ready.arrive_and_wait();
  std::exit(1);
}
// EXIT: heddle: deadlock: all 2 threads {{.*}}
// EXIT-DAG: heddle: {{ *[12]  .*}} mutex 0x{{[0-9a-f]+}}, held by {{.*}}
// EXIT-DAG: heddle: {{ *[12]  .*}} the end of the process (exit)  {{.*}}
// EXIT: status 122

// What main leaves behind when it calls pthread_exit, and one more that ends. Both
// have warps of their own: a thread that is queued runs on main's.
static void mainExits() {
  First.lock();
  std::thread([] { Ready.arrive_and_wait(); }).detach();
  std::thread([] {
    Ready.arrive_and_wait();
#line 600
    std::lock_guard Guard(First);
  }).detach();
  Ready.wait();
  pthread_exit(nullptr);
}
// MAIN: heddle: deadlock: all 2 threads {{.*}}
// MAIN-DAG: heddle: {{ *[0-9]+}}  -  {{ *}}waiting  {{.*}} mutex 0x{{[0-9a-f]+}}, held by {{.*}}deadlock.cpp:600 (operator())
// MAIN-DAG: heddle: {{ *[0-9]+}}  main  waiting  {{.*}} the end of all other threads (pthread_exit)
// MAIN: status 122

static void barrier() {
  std::barrier All(9);
  auto Arrive = [&] { All.arrive_and_wait(); };
  std::thread Threads[8];
  for (std::thread &T : Threads)
    T = std::thread(Arrive);
  Arrive();
}
// BARRIER: heddle: deadlock: all 9 threads {{.*}}
// BARRIER: heddle: {{ *}}1  main  waiting  {{.*}} a change of atomic 0x{{[0-9a-f]+}}  {{.*}}
// BARRIER: heddle: {{.*}} never started {{.*}}
// BARRIER: heddle: {{ *}}... and 2 more threads like thread 7: 8, 9
// BARRIER-NEXT: heddle: 5 threads never started because all 4 warps are blocked
// BARRIER-NEXT: heddle: note: HEDDLE_WARPS=9 would give each thread a warp of its own (it is 4)
// BARRIER-NEXT: status 122

static void many() {
  First.lock();
  for (int I = 0; I < 1000; ++I)
    std::thread([] { First.lock(); }).detach();
  First.lock();
}
// MANY: heddle: deadlock: all 1001 threads {{.*}}
// MANY: heddle: {{ *}}... and 60 more threads like thread {{.*}}
// MANY: heddle: {{ *}}... and 934 more threads like thread {{.*}} and later ones
// MANY-NEXT: heddle: 937 threads never started because all 64 warps are blocked
// MANY-NEXT: heddle: note: HEDDLE_WARPS=1001 {{.*}}
// MANY-NEXT: status 122

int main(int, char **Arguments) {
  static const struct {
    const char *Name;
    void (*Run)();
  } Modes[] = {{"mutexes", mutexes}, {"joins", joins},
               {"condition", condition}, {"notified", notified}, {"lock", lock},
               {"shared", shared}, {"flag", flag},
               {"exit", exitTwice}, {"main", mainExits},
               {"barrier", barrier}, {"many", many}};
  for (auto &Mode : Modes)
    if (std::strcmp(Mode.Name, Arguments[1]) == 0)
      Mode.Run();
}
