// RUN: %agree %s -O2

#include <iomanip>
#include <iostream>
#include <string>
#include <thread>

int main() {
  std::cout << "main " << 1 << ' ' << -2L << ' ' << 3u << ' ' << true << '\n';
  std::cout << std::hex << 255 << std::dec << ' ' << std::setw(6)
            << std::setfill('.') << 42 << ' ' << std::boolalpha << false << '\n';
  std::cout << 0.1 << ' ' << 1e100 << ' ' << std::fixed << std::setprecision(3)
            << 2.0 / 3 << std::endl;
  std::thread([] {
    std::string Text = "thread";
    std::cout << Text << ' ' << Text.size() << std::endl;
  }).join();
  std::cerr << "to stderr\n";
  std::clog << "to stderr, buffered\n";
}
