//===- context.cpp - CUDA's own part of a start ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Makes a context as the launcher does, and ends. Native. Status 77 without a driver.
//
//===----------------------------------------------------------------------===//

#include <dlfcn.h>
#include <unistd.h>

int main() {
  void *Driver = dlopen("libcuda.so.1", RTLD_NOW);
  if (!Driver)
    _exit(77);
  auto Init = reinterpret_cast<int (*)(unsigned)>(dlsym(Driver, "cuInit"));
  auto Get = reinterpret_cast<int (*)(int *, int)>(dlsym(Driver, "cuDeviceGet"));
  auto Retain = reinterpret_cast<int (*)(void **, int)>(
      dlsym(Driver, "cuDevicePrimaryCtxRetain"));
  auto Use = reinterpret_cast<int (*)(void *)>(dlsym(Driver, "cuCtxSetCurrent"));
  int Gpu;
  void *Context;
  bool Made = Init && Get && Retain && Use && Init(0) == 0 && Get(&Gpu, 0) == 0 &&
              Retain(&Context, Gpu) == 0 && Use(Context) == 0;
  _exit(Made ? 0 : 77);
}
