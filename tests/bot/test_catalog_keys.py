"""The template of the catalogs holds every key, and nothing that is no key."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.catalog_keys import listed_keys, literal_keys
from tests.test_whole import ROOT, sentences

CODE = {
    "a literal": ('chat.text("card.valid", until=day)', ["card.valid"]),
    "one of two": ('chat.text("a.b" if new else "a.c")', ["a.b", "a.c"]),
    "put together": ('chat.text(f"menu.{intent}")', []),
    "another function": ('chat.choices("menu")\ntext("x")', []),
}


@pytest.mark.parametrize(("code", "keys"), CODE.values(), ids=CODE)
def test_literal_keys(code: str, keys: list[str]) -> None:
    assert [key for _, _, key, _ in literal_keys(BytesIO(code.encode()))] == keys


def test_listed_keys_are_without_the_heading() -> None:
    po = b'msgid ""\nmsgstr "Language: id\\n"\n\nmsgid "a.b"\nmsgstr "halo"\n'

    assert [key for _, _, key, _ in listed_keys(BytesIO(po))] == ["a.b"]


def test_the_template_holds_what_the_first_catalog_holds(tmp_path: Path) -> None:
    template = tmp_path / "bot.pot"
    subprocess.run(
        [sys.executable, "-c", "from babel.messages.frontend import main; main()", "--quiet",
         "extract", "--mapping-file", "babel.cfg", "--output-file", template, "."],
        cwd=ROOT, env={"PYTHONPATH": "."}, check=True, timeout=60,
    )  # fmt: skip

    with template.open("rb") as file:
        assert {str(each.id) for each in read_po(file) if each.id} == set(sentences("id"))
