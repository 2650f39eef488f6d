# A test format for lit: each suite of a GoogleTest program is one test. The
# shell tests of the same folder are run as well.

import os
import subprocess

import lit.formats
import lit.Test
import lit.util


class GoogleTestSuites(lit.formats.ShTest):
    def __init__(self, programs, seconds):
        super().__init__(execute_external=False)
        self.programs = [p for p in programs if os.access(p, os.X_OK)]
        self.seconds = seconds
        self.filters = {}

    def getTestsInDirectory(self, suite, path, lit_config, config):
        yield from super().getTestsInDirectory(suite, path, lit_config, config)
        for program in self.programs:
            listing = subprocess.run(
                [program, "--gtest_list_tests"], capture_output=True, text=True
            )
            if listing.returncode:
                lit_config.error(f"{program} does not list its tests: {listing.stderr}")
                continue
            for line in listing.stdout.splitlines():
                # "Suite." or "Suite/0.  # TypeParam = int"; its tests are indented.
                name = line.split("#")[0].strip()
                if line.startswith(" ") or not name.endswith("."):
                    continue
                in_suite = path + (name[:-1].replace("/", "-"),)
                self.filters[in_suite] = (program, name + "*")
                yield lit.Test.Test(suite, in_suite, config)

    def execute(self, test, lit_config):
        if test.path_in_suite not in self.filters:
            return super().execute(test, lit_config)
        program, chosen = self.filters[test.path_in_suite]
        command = [program, "--gtest_filter=" + chosen, "--gtest_brief=1"]
        environment = dict(os.environ)
        environment.update(test.config.environment)
        try:
            out, err, status = lit.util.executeCommand(
                command,
                env=environment,
                timeout=lit_config.maxIndividualTestTime or self.seconds,
            )
        except lit.util.ExecuteCommandTimeoutException as timeout:
            return lit.Test.TIMEOUT, " ".join(command) + "\n" + timeout.out + timeout.err
        if status:
            return lit.Test.FAIL, " ".join(command) + "\n" + out + err
        return lit.Test.PASS, ""
