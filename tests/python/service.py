"""The real service with the glossary of fixture.tsv, in a temporary folder."""

import os
import shutil
import subprocess
import tempfile
import unittest

from support import HERE


class Service:
    """Started when made; `ZHENGMING_BIN` names the program."""

    def __init__(self, *options):
        self.program = os.environ.get("ZHENGMING_BIN")
        if self.program is None:
            raise unittest.SkipTest("ZHENGMING_BIN names no zhengming to test against")
        self.folder = tempfile.mkdtemp()
        self.endpoint, self.publish = f"ipc://{self.folder}/service", f"ipc://{self.folder}/news"
        self._options = ["serve", "--bind", self.endpoint, "--publish", self.publish, *options]
        self._process = None
        try:
            self._load()
            self.start()
        except BaseException:
            self.remove()
            raise

    def _load(self):
        command = self._command(["load", f"{HERE}/fixture.tsv"])
        loaded = subprocess.run(command, capture_output=True, encoding="utf-8")
        if loaded.returncode:
            raise AssertionError(f"{command} ended with {loaded.returncode}: {loaded.stderr}")

    def _command(self, words):
        return [self.program, "--db", f"{self.folder}/db", *words]

    def start(self):
        with open(f"{self.folder}/log", "a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                self._command(self._options), stdout=subprocess.PIPE, stderr=log, encoding="utf-8")
        line = self._process.stdout.readline()
        if not line.startswith("listening on "):
            raise AssertionError(f"serve said {line!r}, and: {self.log()}")

    def log(self):
        with open(f"{self.folder}/log", encoding="utf-8") as log:
            return log.read()

    def stop(self):
        """Ask it to end. Tells its exit status."""
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()
        return self._process.returncode

    def remove(self):
        if self._process is not None:
            self.stop()
        shutil.rmtree(self.folder)
