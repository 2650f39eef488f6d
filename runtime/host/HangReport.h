//===- HangReport.h - What each thread is doing, in words -----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_HANGREPORT_H
#define HEDDLE_RUNTIME_HOST_HANGREPORT_H

#include "ThreadTable.h"

#include <string>

namespace heddle::host {

/// A table with one row a thread; threads beyond a few that wait at the same
/// place for the same thing share one. Says how many threads it leaves out, and
/// what HEDDLE_WARPS would have to be if some have no warp. \p NowNs is by the
/// device's timer. \p Headline follows "heddle: "; for a deadlock it is made up
/// of the threads. Empty when there is no thread.
std::string reportThreads(Device &Target, const std::string &Headline,
                          uint64_t NowNs);
std::string reportDeadlock(Device &Target, uint64_t NowNs);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_HANGREPORT_H
