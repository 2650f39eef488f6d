//===- StandardStreams.cpp - stdin, stdout and stderr ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stream.h"

using namespace heddle;

static constinit FILE Input(abi::StdinStream, StreamUse::Input, true);
static constinit FILE Output(abi::StdoutStream, StreamUse::Output, true);
static constinit FILE Errors(abi::StderrStream, StreamUse::Output, true);

extern "C" {
constinit FILE *stdin = &Input;
constinit FILE *stdout = &Output;
constinit FILE *stderr = &Errors;
}
