#!/usr/bin/env python3
"""Every atomic operation on every type in every ordering, and what its PTX must be.

  atomics_matrix.py ir              prints a module with one function a case
  atomics_matrix.py check FILE.ptx  checks each function's instructions

The rules are those of Lustig, Sahasrabuddhe and Giroux (ASPLOS 2019), written
down here a second time on purpose: the pass must not be its own oracle.
"""

import re
import sys

LAYOUT = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
RMW_ORDERINGS = ["monotonic", "acquire", "release", "acq_rel", "seq_cst"]
INTEGERS = ["i8", "i16", "i32", "i64"]
INTEGER_OPS = ["xchg", "add", "sub", "and", "or", "xor", "nand", "max", "min",
               "umax", "umin", "uinc_wrap", "udec_wrap", "usub_cond", "usub_sat"]
FLOATS = ["half", "bfloat", "float", "double"]
FLOAT_OPS = ["xchg", "fadd", "fsub", "fmax", "fmin"]
CMPXCHG = [("monotonic", "monotonic"), ("acquire", "monotonic"),
           ("acquire", "acquire"), ("release", "monotonic"),
           ("release", "acquire"), ("acq_rel", "monotonic"),
           ("acq_rel", "acquire"), ("seq_cst", "monotonic"),
           ("seq_cst", "acquire"), ("seq_cst", "seq_cst"),
           ("monotonic", "seq_cst")]
BYTES = {"i8": 1, "i16": 2, "half": 2, "bfloat": 2, "i32": 4, "float": 4,
         "i64": 8, "double": 8, "ptr": 8}


def cases():
    """(name, return type, body) of each case."""
    for types, operations in ((INTEGERS, INTEGER_OPS), (FLOATS, FLOAT_OPS),
                              (["ptr"], ["xchg"])):
        for t in types:
            for op in operations:
                for o in RMW_ORDERINGS:
                    yield (f"rmw.{op}.{t}.{o}", t,
                           f"%r = atomicrmw {op} ptr %p, {t} %v {o}\n"
                           f"  ret {t} %r")
    for t in INTEGERS + ["ptr"]:
        for success, failure in CMPXCHG:
            for weak in ("", "weak "):
                yield (f"cmpxchg.{t}.{success}.{failure}{weak.strip()}",
                       f"{{ {t}, i1 }}",
                       f"%r = cmpxchg {weak}ptr %p, {t} %v, {t} %w {success} "
                       f"{failure}\n  ret {{ {t}, i1 }} %r")
    for t in INTEGERS + FLOATS + ["ptr"]:
        for o in ("unordered", "monotonic", "acquire", "seq_cst"):
            for volatile in ("", "volatile "):
                yield (f"load.{t}.{o}{volatile.strip()}", t,
                       f"%r = load atomic {volatile}{t}, ptr %p {o}, "
                       f"align {BYTES[t]}\n  ret {t} %r")
        for o in ("unordered", "monotonic", "release", "seq_cst"):
            yield (f"store.{t}.{o}", "void",
                   f"store atomic {t} %v, ptr %p {o}, align {BYTES[t]}\n"
                   "  ret void")
    for o in ("acquire", "release", "acq_rel", "seq_cst"):
        yield f"fence.i32.{o}", "void", f"fence {o}\n  ret void"


def type_of(name):
    kind, *rest = name.split(".")
    return rest[1] if kind == "rmw" else rest[0]


def symbol(name):
    return name.replace(".", "_")


def print_ir():
    print(f'target datalayout = "{LAYOUT}"')
    print('target triple = "nvptx64-nvidia-cuda"')
    for name, result, body in cases():
        t = type_of(name)
        print(f"define {result} @{symbol(name)}(ptr %p, {t} %v, {t} %w) {{\n"
              f"  {body}\n}}")


def instructions(text):
    """Those that touch shared state, in order, as lists of their parts."""
    found = []
    for line in text.splitlines():
        line = re.sub(r"//.*", "", line).strip().lstrip("{").strip()
        line = re.sub(r"^@!?%p\d+\s+", "", line)
        word = line.split(" ")[0].split("\t")[0].rstrip(";")
        parts = word.split(".")
        if parts[0] in ("atom", "red", "fence", "membar"):
            found.append(parts)
        elif parts[0] in ("ld", "st") and "param" not in parts:
            found.append(parts)
    return found


def semantics(parts):
    for s in ("relaxed", "acquire", "release", "acq_rel", "sc"):
        if s in parts:
            return s
    return "relaxed" if parts[0] == "atom" else "weak"


def acquires(parts):
    return semantics(parts) in ("acquire", "acq_rel", "sc")


def releases(parts):
    return semantics(parts) in ("release", "acq_rel", "sc")


def problem(name, text):
    """Why the function is wrong, or None."""
    kind, *rest = name.split(".")
    found = instructions(text)
    for parts in found:
        if "sys" in parts or "volatile" in parts or parts[0] == "membar":
            return "not at device scope: " + ".".join(parts)
        if parts[0] != "fence" and semantics(parts) == "weak":
            return "weak access: " + ".".join(parts)
        if parts[0] == "fence" and "gpu" not in parts:
            return "fence without scope: " + ".".join(parts)
        if parts[0] == "atom" and "add" in parts and "f32" in parts:
            return "atom.add.f32 flushes subnormal numbers"
    accesses = [p for p in found if p[0] != "fence"]
    if kind != "fence" and not accesses:
        return "no access at all"
    if kind in ("rmw", "cmpxchg"):
        if not any(p[0] == "atom" for p in found):
            return "no atom instruction"
        orderings = {rest[2]} if kind == "rmw" else set(
            o.removesuffix("weak") for o in rest[1:])
        last = max(i for i, p in enumerate(found) if p[0] == "atom")
        first = min(i for i, p in enumerate(found) if p[0] == "atom")
        before, after = found[:first], found[last + 1:]
        fenced = lambda ps, test: any(p[0] == "fence" and test(p) for p in ps)
        if orderings & {"acquire", "acq_rel", "seq_cst"} and not (
                acquires(found[last]) or fenced(after, acquires)):
            return "does not acquire"
        if orderings & {"release", "acq_rel"} and not (
                releases(found[last]) or fenced(before, releases)):
            return "does not release"
        if "seq_cst" in orderings and not fenced(
                before, lambda p: semantics(p) == "sc"):
            return "no fence.sc before it"
    else:
        ordering = rest[-1].removesuffix("volatile")
        access = found[-1]
        if ordering == "seq_cst" and not any(
                p[0] == "fence" and "sc" in p for p in found):
            return "no fence.sc"
        if kind == "load" and ordering in ("acquire", "seq_cst") and not acquires(
                access):
            return "does not acquire"
        if kind in ("store", "fence") and ordering == "release" and not releases(
                access):
            return "does not release"
        if kind == "fence" and ordering == "acq_rel" and not (
                acquires(access) and releases(access)):
            return "not acq_rel"
        if kind == "fence" and ordering == "acquire" and not acquires(access):
            return "does not acquire"
    return None


def check(path):
    with open(path) as f:
        ptx = f.read()
    bodies = {}
    for match in re.finditer(r"\.visible \.func[^{;]*?(\w+)\s*\([^{;]*?\)\s*"
                             r"(?://[^\n]*\n)?\{(.*?)\n\}", ptx, re.S):
        bodies[match.group(1)] = match.group(2)
    bad = 0
    total = 0
    for name, _, _ in cases():
        total += 1
        body = bodies.get(symbol(name))
        reason = "function not found" if body is None else problem(name, body)
        if reason:
            bad += 1
            print(f"{name}: {reason}")
    print(f"{total - bad} of {total} cases right")
    return 1 if bad else 0


if __name__ == "__main__":
    if sys.argv[1] == "ir":
        print_ir()
    else:
        sys.exit(check(sys.argv[2]))
