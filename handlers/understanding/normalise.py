"""Text -> the words that are classified: numbers masked, slang spelt out, particles left alone."""

import re
from functools import lru_cache

from handlers.plain import plain
from handlers.words import LOCALES, any_of, words

_SLIPPED = re.compile(r"(?<!\w)(?=(?:[oil]{0,3}\d[ .\-]?){7})[\doil .\-]{9,40}(?!\w)", re.I)
_SLIPS = str.maketrans("oOiIlL", "001111")
_MASKS = (
    (re.compile(r"(?<!\w)(?:\d[ .\-]?){15}\d(?!\w)"), " nomornik "),
    (
        re.compile(
            r"\b\d{1,2} ?[-/.] ?\d{1,2} ?[-/.] ?(?:\d{4}|\d\d)\b|\b\d{4}-\d\d-\d\d\b",
        ),
        " tanggalangka ",
    ),
    (re.compile(r"(?<!\w)\+?(?:\d[ .\-]?){8,14}\d(?!\w)"), " nomorpanjang "),
    (
        re.compile(
            r"\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|id|online|xyz|net|info|site|org|me)\b\S*"
        ),
        " tautan ",
    ),
)
_REPEATED = re.compile(r"([^\W\d])\1{2,}")
_TWICE = re.compile(r"\b([^\W\d]{2,})2(nya)?\b")
_NYA = re.compile(r"\b([^\W\d]{3,})x\b")
_WORD = re.compile(r"[^\W_]+|[?👍🙏]")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


PLACEHOLDERS = frozenset(word.strip() for _, word in _MASKS)
_DATE = " tanggalangka "


def normalise(said: str, language: str = "id") -> str:
    """Lower case words with single spaces; `anak2` -> `anak anak`, `kartux` -> `kartunya`."""
    return spelt_out(masked(said), language)


def mended(text: str) -> str:
    """`O` and `l` in long numbers become 0 and 1."""
    return _SLIPPED.sub(lambda number: number[0].translate(_SLIPS), text)


def masked(said: str) -> str:
    """NIK, card, phone numbers, dates and links become a word each: they must not decide."""
    text = _written_date().sub(_DATE, mended(plain(said)).lower())
    for pattern, word in _MASKS:
        text = pattern.sub(word, text)
    return text


@lru_cache(maxsize=1)
def _written_date() -> re.Pattern[str]:
    """`18 Maret 1965`, `12 peb 79`: with its year, else it may be a holiday."""
    months = any_of(words()["dates"]["months"])
    return re.compile(
        rf"\b\d{{1,2}}[ .,/-]{{0,3}}{months}[ .,/-]{{1,3}}"
        r"(?:(?:tahun|thn|th) )?(?:(?:19|20)\d\d|'?\d\d)\b"
    )


def spelt_out(text: str, language: str = "id") -> str:
    """The words of a masked text, punctuation gone."""
    text = _APOSTROPHE.sub("", text)
    text = _REPEATED.sub(r"\1", text)
    text = _TWICE.sub(r"\1 \1\2", text)
    text = _NYA.sub(r"\1nya", text)
    known = slang(language)
    return " ".join([known.get(word, word) for word in _WORD.findall(text)])


@lru_cache(maxsize=4)
def slang(language: str) -> dict[str, str]:
    """`locales/<code>/slang.txt`: short = long."""
    lines = (LOCALES / language / "slang.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=") for line in lines if "=" in line and not line.startswith("#"))
    return {short.strip(): spelt.strip() for short, spelt in pairs}
