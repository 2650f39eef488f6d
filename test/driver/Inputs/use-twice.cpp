#include <cstdio>

int twice(int X);

int main() { std::printf("%d\n", twice(21)); }
