#!/usr/bin/env python3
# ===- debian-archives.py - Where this machine gets Debian's packages ------===#
#
# Part of the Heddle project, under the Apache License v2.0 with LLVM
# Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------===#
"""Prints the URIs of Debian's main archive in apt's configuration, one a line.

Reads sources.list lines and deb822 stanzas under /etc/apt (or the directory
given). An archive is Debian's main one if its URI ends in "debian" (a mirror
list file in "debian.list") and its components include main: security and
third-party archives carry no source of other releases.
"""

import pathlib
import re
import sys


def one_line_entries(text):
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+\S+\s+(.*)", line)
        if match:
            yield match[1], match[2].split("#")[0].split()


def deb822_entries(text):
    for stanza in re.split(r"\n\s*\n", text):
        fields = {}
        name = None
        for line in stanza.splitlines():
            if line.startswith("#"):
                continue
            if line[:1].isspace() and name:
                fields[name] += " " + line.strip()
            elif ":" in line:
                name, value = line.split(":", 1)
                name = name.strip().lower()
                fields[name] = value.strip()
        if "deb" not in fields.get("types", "").split():
            continue
        if fields.get("enabled", "yes").lower() in ("no", "false"):
            continue
        for uri in fields.get("uris", "").split():
            yield uri, fields.get("components", "").split()


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/etc/apt")
    files = [root / "sources.list", *sorted((root / "sources.list.d").glob("*"))]
    seen = []
    for file in files:
        if not file.is_file() or file.suffix not in (".list", ".sources"):
            continue
        entries = deb822_entries if file.suffix == ".sources" else one_line_entries
        for uri, components in entries(file.read_text(errors="replace")):
            uri = uri.rstrip("/")
            if re.search(r"/debian(\.list)?$", uri) and "main" in components:
                if uri not in seen:
                    seen.append(uri)
    print("\n".join(seen))


if __name__ == "__main__":
    main()
