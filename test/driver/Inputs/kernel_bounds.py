# Part of the Heddle project, under the Apache License v2.0 with LLVM
# Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: kernel_bounds.py executable cubin
Prints the blocks that an executable's launcher is told of, and the registers that
its kernel was given in the cubin."""

import struct
import sys


class Elf:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        (start,) = self.read("<Q", 0x28)
        count, names = self.read("<HH", 0x3C)
        self.sections = [self.read("<IIQQQQIIQQ", start + 64 * i) for i in range(count)]
        self.by_name = {self.text(names, s[0]): s for s in self.sections}

    def read(self, form, at):
        return struct.unpack_from(form, self.data, at)

    def text(self, section, offset):
        begin = self.sections[section][4] + offset
        return self.data[begin : self.data.index(b"\0", begin)].decode()

    def symbols(self):
        """Index, name, section, value."""
        table = self.by_name[".symtab"]
        for index in range(table[5] // 24):
            name, _, _, section, value, _ = self.read("<IBBHQQ", table[4] + 24 * index)
            yield index, self.text(table[6], name), section, value


def image_blocks(path):
    """The fields of abi::ProgramImage."""
    elf = Elf(path)
    for _, name, section, value in elf.symbols():
        if name == "__heddle_program_image":
            _, _, _, address, offset, *_ = elf.sections[section]
            return elf.read("<II", value - address + offset + 32)
    sys.exit(f"{path} has no program image")


def kernel_registers(path):
    """Of .nv.info: format, attribute, bytes that follow or value."""
    elf = Elf(path)
    has_bytes, register_count = 4, 0x2F
    kernel = next(i for i, name, *_ in elf.symbols() if name == "__heddle_kernel")
    _, _, _, _, at, size, *_ = elf.by_name[".nv.info"]
    end = at + size
    while at < end:
        form, attribute, length = elf.read("<BBH", at)
        at += 4
        if (form, attribute) == (has_bytes, register_count):
            symbol, registers = elf.read("<II", at)
            if symbol == kernel:
                return registers
        if form == has_bytes:
            at += length
    sys.exit(f"{path} does not say how many registers its kernel has")


warps, blocks = image_blocks(sys.argv[1])
print(f"image: {warps} warps a block, {blocks} blocks on a multiprocessor")
print(f"kernel: {kernel_registers(sys.argv[2])} registers")
