// Standard input through stdio and streams, to its end.
// RUN: %heddle %s -O2 -o %t
// RUN: printf 'first line\n12 3.5 word\nx' > %t.in
// RUN: %run %t < %t.in | FileCheck %s --match-full-lines
// CHECK: getchar f
// CHECK-NEXT: fgets irst line
// CHECK-NEXT: scanf 3: 12 3.5 word
// CHECK-NEXT: cin x 0
// CHECK-NEXT: end 1

#include <cstdio>
#include <iostream>
#include <string>

int main() {
  std::printf("getchar %c\n", std::getchar());
  char Line[64];
  std::printf("fgets %s", std::fgets(Line, sizeof(Line), stdin));
  int Number = 0;
  double Real = 0;
  char Word[16] = "";
  int Count = std::scanf("%d %lf %15s", &Number, &Real, Word);
  std::printf("scanf %d: %d %g %s\n", Count, Number, Real, Word);
  std::string Rest;
  std::cin >> Rest;
  std::cout << "cin " << Rest << ' ' << std::cin.fail() << std::endl;
  std::cin >> Rest;
  std::cout << "end " << std::cin.eof() << std::endl;
}
