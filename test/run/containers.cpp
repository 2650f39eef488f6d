// The containers and algorithms, each thread with its own, merged in the end.
// RUN: %agree %s -O2

#include <algorithm>
#include <array>
#include <cstdio>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

static std::string word(unsigned N) {
  std::string W;
  do
    W += static_cast<char>('a' + N % 26);
  while (N /= 26);
  return W;
}

int main() {
  std::mutex Mutex;
  std::map<std::string, int> Total;
  std::vector<std::string> Lines(8);
  std::vector<std::thread> Threads;
  for (unsigned t = 0; t < Lines.size(); ++t)
    Threads.emplace_back([&, t] {
      std::vector<unsigned> Numbers(200);
      std::iota(Numbers.begin(), Numbers.end(), t * 100);
      std::vector<unsigned> Shuffled;
      for (unsigned i = 0; i < Numbers.size(); ++i)
        Shuffled.push_back(Numbers[i * 77 % Numbers.size()]);
      std::sort(Shuffled.begin(), Shuffled.end(), std::greater<>());
      std::stable_sort(Shuffled.begin(), Shuffled.end(),
                       [](unsigned A, unsigned B) { return A % 10 < B % 10; });

      std::map<std::string, int> Count;
      std::unordered_map<std::string, int> Hashed;
      std::set<unsigned> Ordered;
      std::deque<unsigned> Queue;
      std::list<unsigned> List;
      for (unsigned N : Shuffled) {
        ++Count[word(N % 30)];
        Hashed[word(N)] += N;
        Ordered.insert(N / 7);
        Queue.push_front(N);
        if (Queue.size() > 20)
          Queue.pop_back();
        List.push_back(N % 13);
      }
      List.sort();
      List.unique();
      unsigned long HashedSum = 0;
      for (const auto &[W, N] : Hashed)
        HashedSum += N * W.size();
      std::variant<int, std::string> V = word(t);
      std::optional<int> O = t % 2 ? std::optional<int>(t) : std::nullopt;
      std::array<int, 3> A{1, 2, 3};
      std::string Line = std::to_string(t) + ": " + std::to_string(Shuffled[17]) +
                         " " + std::to_string(HashedSum) + " " +
                         std::to_string(Ordered.size()) + " " +
                         std::to_string(Queue.back()) + " " +
                         std::to_string(List.size()) + " " +
                         std::get<std::string>(V) + " " +
                         std::to_string(O.value_or(-1)) + " " +
                         std::to_string(std::accumulate(A.begin(), A.end(), 0));
      Line.insert(0, "[").append("]");
      Lines[t] = Line + " " + Line.substr(3, 4) + " " +
                 std::to_string(Line.find("9"));
      std::lock_guard Lock(Mutex);
      for (const auto &[W, N] : Count)
        Total[W] += N;
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  for (const std::string &Line : Lines)
    std::puts(Line.c_str());
  for (const auto &[W, N] : Total)
    std::printf("%s=%d ", W.c_str(), N);
  std::puts("");
}
