"""`poster` from outside: a file a village, where they go, and what it says of mistakes."""

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.commands.failing import Failed
from bot.settings import settings
from handlers.poster_words import file_name
from handlers.programme import FOLDER, load
from tests import printed

VILLAGES = load("contoh").villages


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def with_address(folder: Path, programme: str, line: str) -> str:
    """A copy of the programme whose bot has this address and no other."""
    shutil.copytree(FOLDER, folder / "programmes", dirs_exist_ok=True)
    path = folder / "programmes" / f"{programme}.toml"
    bare = re.sub(
        r"^(telegram_name|whatsapp_number) = .*\n", "", path.read_text("utf-8"), flags=re.M
    )
    path.write_text(bare.replace("[bot]\n", f"[bot]\n{line}\n"), encoding="utf-8")
    return str(path)


def run(monkeypatch: pytest.MonkeyPatch, programme: str, *said: str) -> Result:
    monkeypatch.setenv("PROGRAMME", programme)
    settings.cache_clear()
    return CliRunner().invoke(app, ("poster", *said))


WRITTEN = {
    "by name": (("--village", "sawah lebar, pesisir contoh", "--out", "here"), (4,), "here"),
    "by code": (("--village", "99.01.01.2002"), (1,), "posters"),
    "by code without dots, twice": (
        ("--village", "9901012002", "--village", "99.01.01.2002"), (1,), "posters",
    ),
    "two": (("--village", "Pasar Contoh", "--village", "kebun atas"), (0, 2), "posters"),
    "all of them": (("--all", "--language", "id"), range(len(VILLAGES)), "posters"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "places", "folder"), WRITTEN.values(), ids=WRITTEN)
def test_a_file_a_village(
    monkeypatch: pytest.MonkeyPatch, said: tuple[str, ...], places: range, folder: str
) -> None:
    result = run(monkeypatch, "contoh", *said)

    assert result.exit_code == 0, result.output
    paths = [str(Path(folder) / file_name(VILLAGES[place])) for place in places]
    assert result.stdout.splitlines() == paths
    assert sorted(map(str, Path(folder).iterdir())) == sorted(paths)
    assert {printed.pages(Path(path).read_bytes()) for path in paths} == {1}


@pytest.mark.parametrize("language", ["id", "en"])
def test_languages_of_the_regency(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    known = with_address(tmp_path, "wakatobi", 'whatsapp_number = "+6281234567890"')
    code = load().villages[0].code
    result = run(monkeypatch, known, "--village", code, "--language", language)

    assert result.exit_code == 0, result.output
    said = [line.text for line in printed.lines(Path(result.stdout.strip()).read_bytes())]
    asked = {"id": "Apa kartu saya masih aktif?", "en": "Is my card still active?"}
    assert [asked[each] in said for each in asked] == [each == language for each in asked]


# the programme, what is said, the exit code, and words of the sentence
WRONG = {
    "nothing chosen": ("contoh", (), 2, "--all"),
    "both": ("contoh", ("--all", "--village", "kebun atas"), 2, "--all"),
    "no such language": ("contoh", ("--all", "--language", "xx"), 2, "xx is none of id"),
    "a language of another regency": ("contoh", ("--all", "--language", "en"), 2, "none of id"),
    "no such village": ("contoh", ("--village", "waha"), 1, "waha is no village of Kab"),
    "only a district": ("contoh", ("--village", "lembah contoh"), 1, "is no village"),
    "a name of several": ("contoh", ("--village", "sawah lebar"), 1, "99.01.02.2002 Sawah Lebar"),
    "no such folder": ("contoh", ("--all", "--out", "/dev/null/x"), 1, "cannot be written"),
}


@pytest.mark.parametrize(("programme", "said", "code", "words"), WRONG.values(), ids=WRONG)
def test_mistakes_are_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, programme: str, said: tuple[str, ...], code: int, words: str
) -> None:
    result = run(monkeypatch, programme, *said)

    if isinstance(result.exception, Failed):
        assert (result.exception.exit_code, words in str(result.exception)) == (code, True)
    else:
        assert (result.exit_code, words in result.output) == (code, True), result.output
    assert not list(Path().rglob("*.pdf"))


def test_without_an_address_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = with_address(tmp_path, "contoh", "")

    result = run(monkeypatch, nowhere, "--all")

    assert isinstance(result.exception, Failed)
    assert result.exception.exit_code == 1
    assert "set telegram_name or whatsapp_number in [bot]" in str(result.exception)
    assert nowhere in str(result.exception)
    assert not list(Path().rglob("*.pdf"))
