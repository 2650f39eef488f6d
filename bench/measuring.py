# Part of the Heddle project, under the Apache License v2.0 with LLVM
# Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the scripts beside it share: building benchmarks, running them under a time
limit, reading what they print (Measure.h), tables, what the machine is."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def find(*candidates):
    for candidate in candidates:
        found = candidate and shutil.which(str(candidate))
        if found:
            return found
    return None


def build_all(commands):
    """Whether one of the commands failed, each of which is named then."""
    commands = [[str(part) for part in command] for command in commands]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = [command for command, done in
                  zip(commands, pool.map(subprocess.run, commands))
                  if done.returncode]
    for command in failed:
        print("bench: failed: " + " ".join(command), file=sys.stderr)
    return bool(failed)


def read_results(text):
    """The results and the remarks in what a program printed."""
    results, remarks = {}, {}
    for line in text.splitlines():
        word = line.split()
        if line.startswith("result ") and len(word) == 4:
            results[word[1]] = (float(word[2]), word[3])
        elif line.startswith("# ") and len(word) == 3:
            remarks[word[1]] = word[2]
    return results, remarks


def run_program(command, seconds):
    """The results and remarks that a program printed, also before it failed, and
    why it failed."""
    failure = None
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds)
        output, said = done.stdout, done.stderr
        if done.returncode:
            failure = f"exit status {done.returncode}"
    except subprocess.TimeoutExpired as late:
        output, said = late.stdout or b"", late.stderr or b""
        failure = f"still running after {seconds} s"
    except OSError as problem:
        return {}, {}, f"does not start: {problem.strerror}"
    output, said = (text.decode(errors="replace") for text in (output, said))
    if failure:
        words = (said.strip() or output.strip()).splitlines()[-1:]
        failure = ": ".join([failure, *words])
    return *read_results(output), failure


def describe(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else None


def has_gpu():
    return os.path.exists("/dev/nvidiactl") or gpu_name() is not None


def gpu_name():
    return describe(["nvidia-smi", "--query-gpu=name,driver_version",
                     "--format=csv,noheader"])


def cpu_name():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return "unknown CPU"
    names = [l.split(":", 1)[1].strip() for l in lines if l.startswith("model name")]
    return names[0] if names else "unknown CPU"


def machine():
    gpu = gpu_name() or ("unknown" if has_gpu() else "none")
    return f"CPU: {cpu_name()}, {os.cpu_count()} hardware threads. GPU: {gpu}."


def number(value):
    return "-" if value is None else f"{value:,.1f}"


def align(lines):
    """A table in Markdown, of a head and rows; the first two columns are words."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    text = []
    for index, line in enumerate(lines):
        cells = [cell.ljust(width) if i < 2 else cell.rjust(width)
                 for i, (cell, width) in enumerate(zip(line, widths))]
        text.append("| " + " | ".join(cells) + " |")
        if index == 0:
            rules = ["-" * (width + 1) + ("-" if i < 2 else ":")
                     for i, width in enumerate(widths)]
            text.append("|" + "|".join(rules) + "|")
    return text
