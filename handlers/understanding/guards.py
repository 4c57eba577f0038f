"""What no classifier may overrule: danger now, `mati`, denials, a question about the rule."""

import re
import tomllib
from functools import lru_cache
from typing import Any, Literal

from handlers.programme_facts import Danger
from handlers.understanding.normalise import PLACEHOLDERS
from handlers.words import LOCALES, any_of

DANGERS: tuple[Danger, ...] = ("self_harm", "sea", "hurt", "missing")  # the first that is heard
Subject = Literal["card", "thing", "person", "unclear"]
_LISTED: dict[Subject, str] = {"card": "cards", "thing": "things", "person": "people"}
_FEWEST_LEFT = 3  # words that can ask something
BETWEEN = " | "  # sentences, in the text that the patterns read


def danger(heard: str, language: str) -> Danger | None:
    """The kind of danger somebody is in now: not imagined, long ago, or over."""
    for kind in DANGERS:
        for found in _distress(kind, language).finditer(heard):
            if kind == "self_harm" and _means_own_life(heard, found[0], language):
                return kind
            begun = heard.rfind(BETWEEN, 0, found.end()) + 1
            sentence = heard[begun : found.end()]
            if kind != "self_harm" and not _distress("imagined", language).search(sentence):
                whole = heard[begun:].partition(BETWEEN)[0] if kind == "sea" else heard
                if _is_now(kind, heard, whole, language):
                    return kind
                break
    return None


def _means_own_life(heard: str, pattern: str, language: str) -> bool:
    """Not a card that is about to end, nor a question about the cover of a suicide."""
    if pattern.endswith("mati") and mati(heard, language) in ("card", "thing"):
        return False
    about = _distress("about", language).search(heard)
    own = _distress("own_life", language).search(heard)
    return not about or own is not None or "diri" not in pattern


def _is_now(kind: Danger, heard: str, beside: str, language: str) -> bool:
    """`beside` is where a question about cover takes the danger back: at sea in its sentence."""

    def said(name: str, text: str = heard) -> bool:
        return _distress(name, language).search(text) is not None

    if said("long_ago") or said("well") or (kind == "missing" and not said("missing_where")):
        return False
    if said("now"):
        return True
    over = kind in ("sea", "hurt") and said("yesterday")
    return not (over or said("about", beside) or said("dead"))


def mati(heard: str, language: str) -> Subject | None:
    """What is dead or inactive in the message; None where the word is missing or a death is named.

    A card (`kartunya mati`) or thing is no death; unclear (`kartu bapak mati`) must be asked.
    """
    known = _guards(language)["mati"]
    words = heard.split()
    places = [place for place, word in enumerate(words) if word in known["words"]]
    if not places or _mati("named_death", language).search(heard):
        return None
    subjects = {_subject(words, place, known) for place in places}
    if "person" in subjects or _mati("supposed", language).search(heard):
        return "unclear" if subjects & {"card", "thing"} else "person"
    order: tuple[Subject, ...] = ("unclear", "card", "thing")
    return next(kind for kind in order if kind in subjects)


def _subject(words: list[str], place: int, known: dict[str, list[str]]) -> Subject:
    """The nearest noun before the word, else after it: `mati kartunya`."""
    before = words[max(0, place - 6) : place][::-1]
    for distance, word in enumerate(before):
        if kind := _kind(word, known):
            owner = before[distance + 1 : distance + 3]
            owned = kind == "person" and any(_kind(each, known) == "card" for each in owner)
            return "unclear" if owned else kind
        if word not in known["filler"]:
            break
    for word in words[place + 1 : place + 3]:
        if kind := _kind(word, known):
            return kind
    return "unclear"


def _kind(word: str, known: dict[str, list[str]]) -> Subject | None:
    for kind in _LISTED:
        if word in known[_LISTED[kind]]:
            return kind
    return None


def without_denied(clauses: list[str], language: str) -> list[str]:
    """`bukan mau klaim`, `cuma tanya kartu` -> the second; all of them where nothing is left."""
    denied, instead = (_negation(name, language) for name in ("denied", "instead"))
    kept = [clause for clause in clauses if not denied.search(clause)]
    if len(kept) < len(clauses) and any(instead.search(clause) for clause in kept):
        return kept
    return clauses


def turns(clause: str, language: str) -> list[str]:
    """A clause cut before `tapi`, `cuma`."""
    return [part.strip() for part in _negation("turn", language).split(clause) if part.strip()]


def is_only_data(words: str, language: str) -> bool:
    """A number or date and its label, with no question: `nik saya 7407…`."""
    said = set(words.split())
    return bool(said & PLACEHOLDERS) and said <= PLACEHOLDERS | _data_labels(language)


def without_data(words: str, language: str) -> str:
    """The words without labelled numbers and dates; empty where nothing or too little goes."""
    rest = " ".join(_data(language).sub(" ", words).split())
    return rest if rest != words and rest.count(" ") >= _FEWEST_LEFT - 1 else ""


def topics(words: str, language: str) -> list[str]:
    """What may be meant by a bare subject: `kartu`, `mau tanya klaim`; empty for the rest."""
    known = _guards(language)["topics"]
    said = [word for word in words.split() if word not in known["filler"]]
    return known.get(said[0], []) if len(said) == 1 and said[0] != "filler" else []


def phrase(heard: str, language: str) -> str | None:
    """The intent of a plain question: English, or of words that the classifier takes for others."""
    known = _guards(language)["phrases"]
    return next((each["intent"] for each in known if re.search(each["said"], heard)), None)


def elsewhere(heard: str, best: str, language: str) -> list[str] | None:
    """Where a word of two meanings (`putus`, `jatuh`, `hilang`, `lunas`) misleads to `best`:
    what to offer instead; an empty list where the best is only wrong. None for all else."""
    for meaning in _guards(language)["meanings"]:
        if best in meaning["never"] and re.search(meaning["said"], heard):
            return list(meaning["offer"])
    return None


def asks_for_rule(heard: str, language: str) -> bool:
    return _pattern("rule", "asked", language).search(heard) is not None


def _distress(name: str, language: str) -> re.Pattern[str]:
    return _pattern("distress", name, language)


def _mati(name: str, language: str) -> re.Pattern[str]:
    return _pattern("mati", name, language)


def _negation(name: str, language: str) -> re.Pattern[str]:
    return _pattern("negation", name, language)


@lru_cache(maxsize=4)
def _data(language: str) -> re.Pattern[str]:
    """A masked number or date with the labels before it."""
    labels = any_of(label for label in _data_labels(language) if label.isalpha())
    return re.compile(rf"(?:\b{labels} )*\b{any_of(PLACEHOLDERS)}\b")


@lru_cache(maxsize=4)
def _data_labels(language: str) -> frozenset[str]:
    return frozenset(_guards(language)["data"]["labels"])


@lru_cache(maxsize=64)
def _pattern(section: str, name: str, language: str) -> re.Pattern[str]:
    listed = _guards(language)[section][name]
    return re.compile(listed if isinstance(listed, str) else "|".join(listed))


@lru_cache(maxsize=4)
def _guards(language: str) -> dict[str, Any]:
    return tomllib.loads((LOCALES / language / "guards.toml").read_text(encoding="utf-8"))
