// A program that synchronizes by all means there are has no report.
// REQUIRES: sanitizers
// RUN: %heddle %s -std=c++20 -O1 -fsanitize=thread -o %t.thread
// RUN: sh -c '%run %t.thread 2>&1; echo "status $?"' | FileCheck %s --implicit-check-not=Sanitizer
// RUN: %heddle %s -std=c++20 -O1 -fsanitize=address,undefined -o %t.address
// RUN: sh -c '%run %t.address 2>&1; echo "status $?"' | FileCheck %s --implicit-check-not=Sanitizer --implicit-check-not='runtime error'
// CHECK: mutex 4950 100
// CHECK: read-write 1000
// CHECK: once 7
// CHECK: future 42
// CHECK: latch, barrier, semaphore 8 8 1
// CHECK: message 12
// CHECK: detached 3
// CHECK: recursive 32
// CHECK: posix 7
// CHECK: status 0

#include <atomic>
#include <barrier>
#include <condition_variable>
#include <cstdio>
#include <future>
#include <iostream>
#include <latch>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <semaphore.h>
#include <semaphore>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

template <typename F> static void inThreads(int Count, F What) {
  std::vector<std::thread> Threads;
  for (int I = 0; I < Count; ++I)
    Threads.emplace_back(What, I);
  for (std::thread &T : Threads)
    T.join();
}

static void mutexAndCondition() {
  std::mutex Mutex;
  std::condition_variable Changed;
  long Sum = 0, Ready = 0;
  std::thread Waiter([&] {
    std::unique_lock Lock(Mutex);
    Changed.wait(Lock, [&] { return Ready == 100; });
    std::printf("mutex %ld %ld\n", Sum, Ready);
  });
  inThreads(100, [&](int I) {
    std::lock_guard Lock(Mutex);
    Sum += I;
    ++Ready;
    Changed.notify_one();
  });
  Waiter.join();
}

static void readersAndWriters() {
  std::shared_mutex Mutex;
  std::vector<int> Values;
  std::atomic<long> Seen = 0;
  inThreads(20, [&](int I) {
    for (int K = 0; K < 50; ++K)
      if (I % 2) {
        std::shared_lock Lock(Mutex);
        Seen += long(Values.size());
      } else {
        std::unique_lock Lock(Mutex);
        Values.push_back(K);
        Values.push_back(K);
      }
  });
  std::printf("read-write %zu\n", Values.size());
}

static int once() {
  static std::string Text = "first";
  static std::once_flag Flag;
  static int Calls;
  std::call_once(Flag, [] { Calls = 2; });
  return int(Text.size()) + Calls;
}

static void futures() {
  std::promise<std::unique_ptr<int>> Promise;
  std::thread Giver([&] { Promise.set_value(std::make_unique<int>(40)); });
  int Sum = *Promise.get_future().get();
  Giver.join();
  Sum += std::async(std::launch::async, [] { return 2; }).get();
  std::printf("future %d\n", Sum);
}

static void latches() {
  std::latch Latch(8);
  std::barrier Barrier(8);
  std::counting_semaphore<4> Places(1);
  int Slots[8] = {}, Sum = 0, Guarded = 0;
  inThreads(8, [&](int I) {
    Slots[I] = 1;
    Latch.arrive_and_wait();
    if (I == 0)
      for (int Slot : Slots)
        Sum += Slot;
    Barrier.arrive_and_wait();
    Places.acquire();
    Guarded = Sum;
    Places.release();
  });
  std::printf("latch, barrier, semaphore %d %d %d\n", Sum, Guarded, Slots[7]);
}

static void message() {
  int Payload = 0;
  std::atomic<int> Flag = 0;
  std::thread Receiver([&] {
    Flag.wait(0);
    std::printf("message %d\n", Payload);
  });
  Payload = 12;
  Flag.store(1, std::memory_order_release);
  Flag.notify_one();
  Receiver.join();
}

static void detached() {
  auto Shared = std::make_shared<std::atomic<int>>(0);
  for (int I = 0; I < 3; ++I)
    std::thread([Shared] { ++*Shared; }).detach();
  while (*Shared < 3)
    std::this_thread::yield();
  std::printf("detached %d\n", Shared->load());
}

// More threads than warps, most of them run by whoever joins them.
static int recursive(int Depth) {
  if (Depth == 0)
    return 1;
  int Left = 0, Right = 0;
  std::thread A([&] { Left = recursive(Depth - 1); });
  std::thread B([&] { Right = recursive(Depth - 1); });
  B.join();
  A.join();
  return Left + Right;
}

static void posix() {
  static pthread_barrier_t Barrier;
  static sem_t Semaphore;
  static pthread_spinlock_t Spin;
  static pthread_mutex_t Recursive = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutexattr_t Attributes;
  pthread_mutexattr_init(&Attributes);
  pthread_mutexattr_settype(&Attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&Recursive, &Attributes);
  pthread_barrier_init(&Barrier, nullptr, 3);
  sem_init(&Semaphore, 0, 0);
  pthread_spin_init(&Spin, 0);
  static pthread_key_t Key;
  // The destructor belongs to the thread and comes before its join.
  pthread_key_create(&Key, [](void *P) { *static_cast<int *>(P) += 1; });
  static int Values[3], Sum, Spun, Total;
  inThreads(3, [](int I) {
    Values[I] = 1;
    pthread_setspecific(Key, &Values[I]);
    pthread_barrier_wait(&Barrier);
    pthread_mutex_lock(&Recursive);
    pthread_mutex_lock(&Recursive);
    ++Sum;
    pthread_mutex_unlock(&Recursive);
    pthread_mutex_unlock(&Recursive);
    pthread_spin_lock(&Spin);
    ++Spun;
    pthread_spin_unlock(&Spin);
    if (I == 0)
      Total = 1;
    if (I == 0)
      sem_post(&Semaphore);
    if (I == 1) {
      sem_wait(&Semaphore);
      ++Total;
    }
  });
  std::printf("posix %d\n", Values[0] + Values[1] + Values[2] - 3 + Sum +
                                Spun - Total);
}

// The standard streams are anyone's at any time.
static void streams() {
  inThreads(8, [](int I) {
    std::cerr << "stream " << I << ' ' << std::string(3, 'x') << std::endl;
  });
}

int main() {
  streams();
  mutexAndCondition();
  readersAndWriters();
  inThreads(10, [](int) { once(); });
  std::printf("once %d\n", once());
  futures();
  latches();
  message();
  detached();
  std::printf("recursive %d\n", recursive(5));
  posix();
}
