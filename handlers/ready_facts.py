"""Words -> what decides who would inherit, asked of somebody alive; codes only.

Everywhere `missing` says that nobody tried to answer; each parser reads its own output again.
"""

import re
from collections.abc import Mapping

from handlers import parsing
from handlers.kin import Relation
from handlers.plain import plain
from handlers.problems import Problem
from handlers.words import words

SKIP = "skip"
WHETHER = ("yes", "no", SKIP)
CHILDREN = ("none", "minor", "grown", SKIP)
NAMES = ("same", "differ", SKIP)
_FROM_CHILDREN = ("minor", "grown")


def whether(said: str, about: str) -> str:
    """One of WHETHER; `about` is married, parents or siblings. Problems: missing, unclear."""
    if found := _named(said, about, WHETHER):
        return found
    return "yes" if parsing.yes_no(said) else "no"


def children(said: str) -> str:
    """One of CHILDREN; one that is small decides. Problems: missing (also their age)."""
    return _named(said, "children", CHILDREN) or _missing()


def names(said: str) -> str:
    """Whether they agree on the papers: one of NAMES. Problems: missing."""
    return _named(said, "names", NAMES) or _missing()


def nearest(told: Mapping[str, str]) -> Relation | None:
    """The first in the order of the law who is there; None where that was not said."""
    if told.get("married") == "yes":
        return "spouse"
    if told.get("children") in _FROM_CHILDREN:
        return "child"
    if SKIP in (told.get("married"), told.get("children")):
        return None
    if told.get("parents") == "yes":
        return "parent"
    return "sibling" if told.get("parents") == "no" and told.get("siblings") == "yes" else None


def _named(said: str, about: str, codes: tuple[str, ...]) -> str | None:
    if said in codes:
        return said
    text = plain(said).lower()
    patterns = {SKIP: words()["ready"]["skip"]} | words()["ready"][about]
    return next((code for code, pattern in patterns.items() if re.search(pattern, text)), None)


def _missing() -> str:
    raise Problem("missing")
