"""The words of a language that the parsers know: `locales/<code>/words.toml`."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).resolve().parent.parent / "locales"


@lru_cache(maxsize=8)
def words(language: str = "id") -> dict[str, Any]:
    """The whole file, by section."""
    return tomllib.loads((LOCALES / language / "words.toml").read_text(encoding="utf-8"))


def any_of(listed: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(listed, key=len, reverse=True))) + ")"
