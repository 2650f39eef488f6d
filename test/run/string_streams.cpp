// String streams inside threads: formatting and parsing.
// RUN: %agree %s -O2

#include <cstdio>
#include <iomanip>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

int main() {
  std::vector<std::string> Results(6);
  std::vector<std::thread> Threads;
  for (unsigned t = 0; t < Results.size(); ++t)
    Threads.emplace_back([&, t] {
      std::ostringstream Out;
      Out << "thread " << t << ' ' << std::setw(5) << t * t << ' ' << std::hex
          << std::showbase << t * 1000 << std::dec << ' ' << t / 3.0 << ' '
          << std::fixed << std::setprecision(2) << t * 1.005 << ' '
          << std::scientific << t * 1e5;
      std::istringstream In("12 3.5 word 0x1f -7 " + std::to_string(t));
      int A = 0, C = 0, D = 0, E = 0;
      double B = 0;
      std::string W;
      In >> A >> B >> W >> std::hex >> C >> std::dec >> D >> E;
      Out << " | " << A + C + D + E << ' ' << std::defaultfloat << B << ' ' << W
          << ' ' << In.eof();
      std::istringstream Bad("not a number");
      int N = 5;
      Bad >> N;
      Out << ' ' << Bad.fail() << N;
      std::string Line, Joined;
      std::istringstream Text("first\nsecond\n\nlast");
      while (std::getline(Text, Line))
        Joined += "<" + Line + ">";
      Results[t] = Out.str() + Joined;
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  for (const std::string &Result : Results)
    std::puts(Result.c_str());
}
