//===- ExitCodes.h - How a launcher ends when the program did not ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_EXITCODES_H
#define HEDDLE_RUNTIME_HOST_EXITCODES_H

namespace heddle::host {

/// Exit statuses of the launcher itself. A program that ran ends with its own
/// status, or by the signal that Linux would have sent. 124 to 127 are left to
/// timeout(1), env(1) and the shells.
enum class ExitCode : int {
  RuntimeError = 70,       ///< FaultKind::RuntimeError: a defect of Heddle.
  BadOption = 112,         ///< A HEDDLE_* variable or heddle-run flag.
  BadImage = 113,          ///< The executable lacks what the device needs.
  NoDriver = 114,          ///< libcuda could not be loaded.
  NoDevice = 115,          ///< No GPU, or none of that index.
  DriverTooOld = 116,      ///< The driver cannot run this program's code.
  NoCodeForDevice = 117,   ///< Neither a cubin nor usable PTX for this chip.
  OutOfMemory = 118,       ///< Stacks, heap or tables do not fit.
  DeviceUnavailable = 119, ///< In use, prohibited, or no cooperative launch.
  LaunchFailed = 120,      ///< Any other error before the program began.
  DeviceLost = 121,        ///< The kernel ended without an exit status.
  Deadlock = 122,          ///< No thread can ever go on.
  TimedOut = 123,          ///< HEDDLE_TIMEOUT is over.
};

/// One word and one line for each, for --help and the documentation.
struct ExitCodeText {
  ExitCode Code;
  const char *Text;
};
inline constexpr ExitCodeText ExitCodeTexts[] = {
    {ExitCode::RuntimeError, "a defect of Heddle's own runtime"},
    {ExitCode::BadOption, "a bad option or HEDDLE_* variable"},
    {ExitCode::BadImage, "the executable has no code for that device"},
    {ExitCode::NoDriver, "no CUDA driver library"},
    {ExitCode::NoDevice, "no such GPU"},
    {ExitCode::DriverTooOld, "the CUDA driver is too old"},
    {ExitCode::NoCodeForDevice, "no code for this kind of GPU"},
    {ExitCode::OutOfMemory, "not enough memory to start"},
    {ExitCode::DeviceUnavailable, "the GPU cannot be used"},
    {ExitCode::LaunchFailed, "another error before the program began"},
    {ExitCode::DeviceLost, "the device stopped without an exit status"},
    {ExitCode::Deadlock, "a deadlock: no thread can ever go on"},
    {ExitCode::TimedOut, "the program ran longer than HEDDLE_TIMEOUT"},
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_EXITCODES_H
