//===- producer_consumer.cpp - A bounded queue between threads ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <condition_variable>
#include <cstddef>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

template <typename T> class BoundedQueue {
public:
  explicit BoundedQueue(std::size_t Capacity) : Items(Capacity) {}

  void push(T Item) {
    std::unique_lock Lock(Mutex);
    NotFull.wait(Lock, [this] { return Count < Items.size(); });
    Items[(First + Count++) % Items.size()] = std::move(Item);
    NotEmpty.notify_one();
  }

  /// Nothing once the queue is closed and drained.
  std::optional<T> pop() {
    std::unique_lock Lock(Mutex);
    NotEmpty.wait(Lock, [this] { return Count > 0 || Closed; });
    if (Count == 0)
      return std::nullopt;
    T Item = std::move(Items[First]);
    First = (First + 1) % Items.size();
    --Count;
    NotFull.notify_one();
    return Item;
  }

  void close() {
    std::lock_guard Lock(Mutex);
    Closed = true;
    NotEmpty.notify_all();
  }

private:
  std::mutex Mutex;
  std::condition_variable NotFull, NotEmpty;
  std::vector<T> Items;
  std::size_t First = 0, Count = 0;
  bool Closed = false;
};

int main() {
  constexpr int ProducerCount = 3, ConsumerCount = 4, ItemsEach = 500;
  BoundedQueue<int> Queue(16);
  std::mutex TotalMutex;
  long Total = 0, Received = 0;

  std::vector<std::thread> Consumers;
  for (int c = 0; c < ConsumerCount; ++c)
    Consumers.emplace_back([&] {
      long Sum = 0, Count = 0;
      while (std::optional<int> Item = Queue.pop()) {
        Sum += *Item;
        ++Count;
      }
      std::lock_guard Lock(TotalMutex);
      Total += Sum;
      Received += Count;
    });

  std::vector<std::thread> Producers;
  for (int p = 0; p < ProducerCount; ++p)
    Producers.emplace_back([&Queue, p] {
      for (int i = 0; i < ItemsEach; ++i)
        Queue.push(p * ItemsEach + i);
    });

  for (std::thread &Producer : Producers)
    Producer.join();
  Queue.close();
  for (std::thread &Consumer : Consumers)
    Consumer.join();
  std::cout << Received << " items, total " << Total << '\n';
}
