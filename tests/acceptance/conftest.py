"""The bot as other people's scripts see it: a command line, and files."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

import pytest

from tests.acceptance.feed import FeedFiles, read_feed

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class CommandLine:
    """`python -m bot …` in a folder of its own, with a store of its own and no other setting."""

    folder: Path

    @property
    def store(self) -> Path:
        return self.folder / "sapa.db"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": f"sqlite:///{self.store}",
        }

    def start(
        self, *words: str, stderr: int | IO[bytes] = subprocess.DEVNULL
    ) -> "subprocess.Popen[bytes]":
        """`words` as after `python -m`."""
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )

    def run(self, *words: str, stdin: bytes = b"") -> bytes:
        """Its stdout; it must end well."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def chat(self, messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        said = "".join(json.dumps(message) + "\n" for message in messages)
        shown = self.run("bot", "chat", "--jsonl", stdin=said.encode())
        answers = [json.loads(line) for line in shown.splitlines()]
        assert [answer.get("sender") for answer in answers] == [m["sender"] for m in messages]
        return answers

    def refreshed(self, as_of: date, people: int) -> FeedFiles:
        """A feed written, read into the store, and what its files say."""
        feed, report = self.folder / "feed", self.folder / "rejected.csv"
        self.run(
            "bot", "agency", "--write", f"{feed}", "--rows", f"{people}", "--as-of", f"{as_of}"
        )
        shown = self.run("bot", "refresh", f"{feed}", "--json", "--report", f"{report}")
        outcome = json.loads(shown)
        assert (outcome["status"], outcome["as_of"]) == ("applied", f"{as_of}")
        counts = outcome["participants"]
        assert counts["rejected"] < counts["read"] / 100
        with report.open(newline="", encoding="utf-8") as file:
            rejected = [row for row in csv.DictReader(file) if row["dataset"] == "participants"]
        return read_feed(feed, as_of, [int(row["line"]) for row in rejected])


@pytest.fixture
def sapa(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)
