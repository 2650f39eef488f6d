// RUN: %agree %s -O2 -- %t.data

#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

int main(int, char **argv) {
  {
    std::ofstream Out(argv[1]);
    for (int i = 0; i < 300; ++i)
      Out << i << ' ' << i * 0.5 << '\n';
  }
  std::ifstream In(argv[1]);
  std::string Line;
  int Number;
  double Half, Sum = 0;
  while (In >> Number >> Half)
    Sum += Number + Half;
  std::cout << Sum << ' ' << In.eof() << '\n';
  In.clear();
  In.seekg(0);
  std::getline(In, Line);
  std::getline(In, Line);
  std::cout << Line << ' ' << In.tellg() << '\n';
  std::remove(argv[1]);
  std::ifstream Gone(argv[1]);
  std::cout << Gone.is_open() << '\n';
}
