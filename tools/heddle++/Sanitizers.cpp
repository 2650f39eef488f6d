//===- Sanitizers.cpp - What -fsanitize= means for compiling and linking --===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Groups, what is not allowed together, trapping and recovering: clang's driver
// knows all that, but only for targets that have sanitizers. So it is asked what
// it would tell the frontend of the host's target, and that is told to the
// frontend of nvptx64.
//
//===----------------------------------------------------------------------===//

#include "Sanitizers.h"
#include "CommandLine.h"
#include "toolchain/Installation.h"
#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/Sanitizers.h"
#include "clang/Driver/Compilation.h"
#include "clang/Driver/Driver.h"
#include "clang/Driver/Job.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace clang;

namespace heddle {
namespace {

constexpr char HostTriple[] = "x86_64-unknown-linux-gnu";

/// Of UBSan's checks, -fsanitize=vptr alone cannot be there: the runtime reads
/// the host's type information, and the program has the device's.
SanitizerMask checksOfUndefined() {
  return (SanitizerKind::Undefined | SanitizerKind::Integer |
          SanitizerKind::ImplicitConversion | SanitizerKind::Nullability |
          SanitizerKind::FloatDivideByZero | SanitizerKind::LocalBounds |
          SanitizerKind::ObjectSize) &
         ~SanitizerKind::Vptr;
}

/// "address,undefined" as a mask; groups are resolved already.
SanitizerMask parseKinds(StringRef Values) {
  SanitizerMask Kinds;
  for (StringRef Value : split(Values, ','))
    Kinds |= parseSanitizerValue(Value, /*AllowGroups=*/false);
  return Kinds;
}

bool refuseKinds(SanitizerMask Kinds) {
  SanitizerMask Known = SanitizerKind::Address | SanitizerKind::Thread |
                        SanitizerKind::Leak | checksOfUndefined();
  SanitizerSet Unknown;
  Unknown.Mask = Kinds & ~Known;
  if (Unknown.empty())
    return false;
  SmallVector<StringRef, 4> Names;
  serializeSanitizerSet(Unknown, Names);
  driverError("-fsanitize=" + join(Names, ",") +
              " is not available: heddle++ has address, thread, leak and "
              "undefined with its checks, except for vptr");
  return true;
}

} // namespace

bool chooseSanitizers(ArrayRef<std::string> Arguments,
                      SanitizerChoice &Choice) {
  std::string Clang = findClang();
  std::vector<const char *> Line = {Clang.c_str()};
  for (const std::string &Argument : Arguments)
    Line.push_back(Argument.c_str());
  Line.insert(Line.end(), {"-c", "-x", "c++", "/dev/null"});

  DiagnosticOptions Options;
  TextDiagnosticPrinter Printer(errs(), Options);
  Printer.setPrefix(driverName());
  DiagnosticsEngine Diagnostics(DiagnosticIDs::create(), Options, &Printer,
                                /*ShouldOwnClient=*/false);
  driver::Driver Driver(Clang, HostTriple, Diagnostics);
  std::unique_ptr<driver::Compilation> Plan(Driver.BuildCompilation(Line));
  if (!Plan || Diagnostics.hasErrorOccurred() || Plan->getJobs().empty())
    return false;

  SanitizerMask Kinds;
  for (StringRef Argument : Plan->getJobs().begin()->getArguments()) {
    if (!Argument.starts_with("-fsanitize") &&
        !Argument.starts_with("-fno-sanitize"))
      continue;
    if (StringRef Values = Argument; Values.consume_front("-fsanitize="))
      Kinds = parseKinds(Values);
    else if (Values.consume_front("-fsanitize-recover="))
      Choice.RecoverAddress =
          bool(parseKinds(Values) & SanitizerKind::Address);
    Choice.FrontendArguments.push_back(Argument.str());
  }
  if (refuseKinds(Kinds))
    return false;
  if (Kinds & SanitizerKind::Address)
    Choice.ForLinker.push_back("address");
  if (Kinds & SanitizerKind::Thread)
    Choice.ForLinker.push_back("thread");
  if (Kinds & SanitizerKind::Leak)
    Choice.ForLinker.push_back("leak");
  if (Kinds & checksOfUndefined())
    Choice.ForLinker.push_back("undefined");
  if (!Kinds)
    Choice.FrontendArguments.clear();
  return true;
}

} // namespace heddle
