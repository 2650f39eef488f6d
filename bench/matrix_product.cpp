//===- matrix_product.cpp - Arithmetic on as many registers as there are --===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The same product whatever the number of threads. Each tile of the result is in
// 32 doubles while it is computed, with the operands 88 registers of 32 bits.
//
// usage: matrix_product [rows] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Workers.h"

namespace {

constexpr unsigned TileRows = 4, TileColumns = 8;

struct Matrix {
  unsigned Size;
  std::vector<double> Values;

  explicit Matrix(unsigned Size) : Size(Size), Values(size_t(Size) * Size) {}
  double *row(unsigned Row) { return &Values[size_t(Row) * Size]; }
  const double *row(unsigned Row) const { return &Values[size_t(Row) * Size]; }
};

void multiplyTile(const Matrix &A, const Matrix &B, Matrix &C, unsigned Row,
                  unsigned Column) {
  double Sums[TileRows][TileColumns] = {};
  for (unsigned k = 0; k < A.Size; ++k) {
    const double *Right = B.row(k) + Column;
#pragma unroll
    for (unsigned i = 0; i < TileRows; ++i) {
      double Left = A.row(Row + i)[k];
#pragma unroll
      for (unsigned j = 0; j < TileColumns; ++j)
        Sums[i][j] += Left * Right[j];
    }
  }
#pragma unroll
  for (unsigned i = 0; i < TileRows; ++i)
#pragma unroll
    for (unsigned j = 0; j < TileColumns; ++j)
      C.row(Row + i)[Column + j] = Sums[i][j];
}

/// By the sums of the rows, which are integers that a double holds: C times a
/// vector of ones is A times (B times that).
bool isProduct(const Matrix &A, const Matrix &B, const Matrix &C) {
  auto RowSum = [](const Matrix &M, unsigned Row, auto Weight) {
    double Sum = 0;
    for (unsigned i = 0; i < M.Size; ++i)
      Sum += M.row(Row)[i] * Weight(i);
    return Sum;
  };
  std::vector<double> SumsOfB(B.Size);
  for (unsigned i = 0; i < B.Size; ++i)
    SumsOfB[i] = RowSum(B, i, [](unsigned) { return 1.0; });
  for (unsigned i = 0; i < C.Size; ++i) {
    double Is = RowSum(C, i, [](unsigned) { return 1.0; });
    double Expected = RowSum(A, i, [&](unsigned k) { return SumsOfB[k]; });
    if (Is != Expected)
      return std::printf("row %u: %g instead of %g\n", i, Is, Expected), false;
  }
  return true;
}

} // namespace

int main(int argc, char **argv) {
  unsigned Size = bench::argument(argc, argv, 1, 1024) / TileColumns * TileColumns;
  unsigned Repeats = bench::argument(argc, argv, 2, 5);
  bench::Workers Workers;

  Matrix A(Size), B(Size), C(Size);
  for (unsigned i = 0; i < Size; ++i)
    for (unsigned j = 0; j < Size; ++j) {
      A.row(i)[j] = (i * 7 + j * 3) % 11;
      B.row(i)[j] = (i * 5 + j) % 13;
    }
  unsigned Across = Size / TileColumns, Tiles = Size / TileRows * Across;
  double Time = bench::medianOf(Repeats, 1, [&] {
    Workers.forEach(Tiles, [&](unsigned Tile) {
      multiplyTile(A, B, C, Tile / Across * TileRows, Tile % Across * TileColumns);
    });
  });
  bench::result("matrix_product", Time / 1e6, "ms");
  return isProduct(A, B, C) ? 0 : 1;
}
