"""The bot as a process of its own, which can be killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import SECRET

ROOT = Path(__file__).resolve().parents[2]


class Killable:
    """Started, stopped and killed, always on the store in `folder`."""

    folder: Path
    port: int
    _process: subprocess.Popen[bytes]

    def run(self, python: Sequence[str], settings: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *python],
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "DATABASE_URL": self.database_url,
                "SECRET_KEY": SECRET,
                "HOST": "127.0.0.1",
                "PORT": str(self.port),
                **settings,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder}/sapa.db"

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        self._process.kill()
        assert self._process.wait() == -signal.SIGKILL

    def end(self) -> None:
        """Whatever it does."""
        self._process.kill()
        self._process.wait()
