# Configuration of the test suite. It needs no CMake: the build folder is
# ../build, $HEDDLE_BUILD or --param build=DIR, and every tool is found from
# there and from PATH, so the suite runs on a machine that the build was
# carried to.
#
# Parameters: device=cpu (default) or gpu; seconds=N, the time limit of one run;
# gpu_slots=N, how many programs may be on the GPU at once (1: a program takes
# half of its memory for the heap); precompiled=no links programs from bitcode
# alone; sanitizer=thread, address, undefined or leak, to compile all programs for
# the CPU device with.

import glob
import os
import re
import shutil

import lit.formats

root = os.path.dirname(os.path.abspath(__file__))
params = lit_config.params
build = os.path.abspath(
    params.get("build")
    or os.environ.get("HEDDLE_BUILD")
    or os.path.join(root, "..", "build")
)
device = params.get("device", "cpu")
if device not in ("cpu", "gpu"):
    lit_config.fatal("device is cpu or gpu, not " + device)
seconds = params.get("seconds", "120")
gpu_slots = params.get("gpu_slots", "1")
sanitizer = params.get("sanitizer")
if sanitizer and device != "cpu":
    lit_config.fatal("sanitizer=" + sanitizer + " is for device=cpu")

config.name = "Heddle"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".ll", ".cpp", ".c", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt", "Excluded.txt", "Sanitizers.txt", "unit"]
# One test a line, and why it is not run; tools/test prints the file.
with open(os.path.join(root, "Excluded.txt")) as excluded:
    config.excludes += [
        os.path.basename(line.split(":")[0]) for line in excluded if line.strip()
    ]
if sanitizer:
    with open(os.path.join(root, "Sanitizers.txt")) as excluded:
        for line in excluded:
            if line.startswith("#"):
                continue
            match = re.fullmatch(r"(\S+) \[(\S+)\]: (.+)", line.strip())
            if not match:
                lit_config.fatal("Sanitizers.txt: what is this: " + line.strip())
            if set(match[2].split(",")) & set(sanitizer.split(",")):
                config.excludes.append(os.path.basename(match[1]))
                lit_config.note(f"not run: {match[1]}: {match[3]}")
config.test_source_root = root
config.test_exec_root = os.path.join(build, "test")


def tool(*names, folders=()):
    """The first of the names that is a program, in the folders or in PATH."""
    path = os.pathsep.join([*folders, os.environ.get("PATH", "")])
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return found
    return None


bin = os.path.join(build, "bin")
if not os.access(os.path.join(bin, "heddle++"), os.X_OK):
    lit_config.fatal("no heddle++ in " + bin + ": build first (tools/setup)")

clang = os.environ.get("HEDDLE_CLANG") or tool(
    "clang++-22", "clang++", folders=["/usr/lib/llvm-22/bin"]
)
if not clang:
    lit_config.fatal("no clang++ of LLVM 22")
llvm = [os.path.dirname(os.path.realpath(clang)), "/usr/lib/llvm-22/bin"]

config.environment["PATH"] = os.pathsep.join([bin, *llvm, os.environ["PATH"]])
config.environment["HEDDLE_CLANG"] = clang
for name in (
    "HOME",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "CUDA_HOME",
    "CUDA_PATH",
    "HEDDLE_CACHE",
    "HEDDLE_PTXAS",
    "HEDDLE_HOST_CXX",
):
    if name in os.environ:
        config.environment[name] = os.environ[name]

plugin = os.path.join(build, "lib", "libHeddle.so")
configuration = os.path.join(bin, "heddle.cfg")
frontend = f"{clang} --config={configuration} -fplugin={plugin}"
options = f"--heddle-targets={device}"
if "precompiled" in params:
    options += f" --heddle-precompiled={params['precompiled']}"
if sanitizer:
    options += f" -fsanitize={sanitizer}"
    # What the suite tests of the end of memory it tests by null.
    config.environment["ASAN_OPTIONS"] = "allocator_may_return_null=1"
    config.environment["TSAN_OPTIONS"] = "allocator_may_return_null=1"
    config.environment["LSAN_OPTIONS"] = "allocator_may_return_null=1"
    config.environment["UBSAN_OPTIONS"] = "halt_on_error=1:print_stacktrace=1"
heddle = f"{bin}/heddle++ {options}"
heddlecc = f"{bin}/heddlecc {options}"
run = f"{root}/run-program {device} {gpu_slots} {seconds}"
native = f"{clang} -std=c++20 -pthread"
# What test/agree compares.
config.environment["HEDDLE_NATIVE"] = native
config.environment["HEDDLE_COMPILE"] = f"{heddle} -std=c++20"
config.environment["HEDDLE_RUN"] = run

# Longer names first: lit replaces them in this order.
config.substitutions += [
    (r"%clang_verify", f"{frontend} -fsyntax-only -Xclang -verify"),
    (r"%clang\b", frontend),
    (r"%opt\b", f"opt -load-pass-plugin={plugin}"),
    (r"%heddle_ld", f"{bin}/heddle-ld --heddle-targets={device}"),
    (r"%heddlecc\b", heddlecc),
    (r"%heddle\b", heddle),
    (r"%native", native),
    (r"%run\b", run),
    (
        r"%agree_c\b",
        f"env HEDDLE_NATIVE='{clang} --driver-mode=gcc -std=gnu17 -pthread -lm' "
        f"HEDDLE_COMPILE='{heddlecc} -std=gnu17' {root}/agree %t.agree",
    ),
    # What --keep leaves of the program for the device.
    (r"%agreed\b", "%t.agree.heddle"),
    (r"%agree\b", f"{root}/agree %t.agree"),
    (r"%build", build),
    (r"%device", device),
]

if device == "gpu":
    # By default a program takes half of the GPU's memory, and what an earlier one
    # had is not always given back at once.
    config.environment["HEDDLE_HEAP"] = os.environ.get("HEDDLE_HEAP", "16G")

config.available_features.add(device)
if not sanitizer and device == "cpu" and glob.glob(
    os.path.join(llvm[0], "../lib/clang/22/lib/*/libclang_rt.tsan*.a")
):
    # Tests that choose one themselves.
    config.available_features.add("sanitizers")
ptxas = os.environ.get("HEDDLE_PTXAS") or tool(
    "ptxas",
    folders=[
        os.path.join(os.environ.get("CUDA_HOME", "/usr/local/cuda"), "bin"),
        "/usr/local/cuda/bin",
    ],
)
if ptxas:
    config.available_features.add("cuda-toolchain")
    config.substitutions.append((r"%ptxas", ptxas))
if tool("opt", folders=llvm):
    config.available_features.add("opt")
# By the names that tools/build-device-libraries knows them by.
if all(
    tool(name, folders=llvm)
    for name in ("clang-22", "clang++-22", "llvm-ar-22", "llvm-ranlib-22", "ninja", "patch")
):
    config.available_features.add("library-tools")
if tool("cmake"):
    config.available_features.add("cmake")
