//===- mandelbrot.cpp - One thread for each row of text -------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <cstdio>
#include <string>
#include <thread>
#include <vector>

constexpr int Width = 78, Height = 32, MaxIterations = 256;

static char shade(double Re, double Im) {
  double X = 0, Y = 0;
  int Iterations = 0;
  while (Iterations < MaxIterations && X * X + Y * Y < 4) {
    double NextX = X * X - Y * Y + Re;
    Y = 2 * X * Y + Im;
    X = NextX;
    ++Iterations;
  }
  if (Iterations == MaxIterations)
    return '#';
  return " .,:;-=+*%"[Iterations % 10];
}

int main() {
  std::vector<std::string> Rows(Height, std::string(Width, ' '));
  std::vector<std::thread> Threads;
  for (int y = 0; y < Height; ++y)
    Threads.emplace_back([&Row = Rows[y], y] {
      for (int x = 0; x < Width; ++x)
        Row[x] = shade(-2.2 + 3.2 * x / Width, -1.2 + 2.4 * y / Height);
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  for (const std::string &Row : Rows)
    std::puts(Row.c_str());
}
