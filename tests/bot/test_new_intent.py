"""A new intent as CONTRIBUTING.md adds it: utterance file, answer file, training; on a copy."""

import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from bot.training.corpus import UTTERANCES, corpus

ROOT = Path(__file__).resolve().parents[2]
HELD_OUT = Path("tests/handlers/understanding")
KNOWN = ("greeting", "membership_status", "card_lost", "report_accident", "officer", "out_of_scope")
LINES = 12  # of each writer: enough to tell them apart, few enough to be quick

TIDES = """# batch a
air pasang jam berapa besok
kapan surut di pelabuhan
jadwal pasang surut hari ini
lihat tabel pasang laut
jam berapa air naik di mola
pasang tertinggi minggu ini kapan
# batch b
besok pagi surut atau pasang pak
mau tahu waktu air laut surut
pasang laut malam ini sampai jam berapa
surutnya mulai pukul brp
info pasang surut wanci dong
air laut lagi naik atau turun
"""
ANSWER = '''"""Tides."""

from handlers.conversation import Chat, Reply
from handlers.registry import answers


@answers("tides")
def tides(chat: Chat) -> Reply:
    return Reply(chat.text("tides"), chat.choices("menu"))
'''
TRAINED_AND_ASKED = """
from datetime import date
from bot.__main__ import app
app(["train"], standalone_mode=False)
from handlers import answers
from handlers.registry import answer_to
from handlers.understanding.understand import understand
understood = understand("pasang surut besok jam berapa", today=date(2026, 3, 5), villages=())
print(understood.intent, understood.decision, answer_to(understood.intent).function.__module__)
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The code with a small corpus."""
    for folder in ("bot", "handlers", "storage", "locales"):
        ignored = shutil.ignore_patterns("__pycache__", "utterances")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    _few(UTTERANCES, tmp_path / UTTERANCES.relative_to(ROOT), LINES)
    for split in ("dev", "test"):
        _few(ROOT / HELD_OUT / split, tmp_path / HELD_OUT / split, 2)
    return tmp_path


def _few(source: Path, target: Path, lines: int) -> None:
    target.mkdir(parents=True)
    known = corpus(source)
    for intent in KNOWN:
        batches = sorted({line.batch for line in known if line.intent == intent})[:2]
        text = ""
        for batch in batches:
            mine = (each for each in known if (each.intent, each.batch) == (intent, batch))
            text += f"# batch {batch}\n" * bool(batch)
            text += "".join(f"{each.said}\n" for each in islice(mine, lines))
        (target / f"{intent}.txt").write_text(text, encoding="utf-8")


def _python(folder: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_new_intent_in_three_steps(copy: Path) -> None:
    (copy / "locales/id/utterances/tides.txt").write_text(TIDES, encoding="utf-8")

    (copy / "handlers/answers/tides.py").write_text(ANSWER, encoding="utf-8")
    with (copy / "handlers/answers/__init__.py").open("a", encoding="utf-8") as contents:
        contents.write("from handlers.answers import tides as tides\n")

    last = _python(copy, TRAINED_AND_ASKED).splitlines()[-1]
    assert last.split() == ["tides", "answer", "handlers.answers.tides"]
