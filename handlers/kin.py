"""Words -> what the asker is to the other person (`sy istrinya` = spouse, `bapak saya` = child)."""

import re
from functools import lru_cache
from typing import Literal, cast, get_args

from handlers.plain import plain
from handlers.problems import Problem
from handlers.words import any_of, words

Relation = Literal[
    "self", "spouse", "child", "parent", "sibling", "grandchild", "grandparent", "in_law", "other"
]
_INVERSE: dict[Relation, Relation] = {
    "parent": "child",
    "child": "parent",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
}
# The person's kin of the asker's kin (`istri kakak saya`) -> what the asker is to that person.
_CHAINS: dict[tuple[Relation, Relation], Relation] = {
    ("spouse", "sibling"): "in_law",
    ("spouse", "child"): "in_law",
    ("sibling", "spouse"): "in_law",
    ("parent", "spouse"): "in_law",
    ("child", "sibling"): "other",
    ("sibling", "parent"): "other",
    ("child", "child"): "grandparent",
}
_LONGEST = 1_000
_SHORT_ANSWER = 2  # words
_TOKEN = re.compile(r"[^\W_]+|[,.;:!?]")
_REPEATED = re.compile(r"([^\W\d])\1{2,}")
_DOUBLED = re.compile(r"(?<=[a-z])2(?=nya\b|ku\b|\b)")  # anak2nya


def relation(said: str) -> Relation:
    """A bare word names the asker (`anak` = child). Problems: missing, unclear (`keluarga`)."""
    code = plain(said)[:40].strip().lower()
    if code in get_args(Relation):
        return cast(Relation, code)
    text = _spaced(said)
    if text in _listed("me"):
        return "self"
    found = _chained(text) or _first(text, _stated(text)) or _first(text, _told(text))
    found = found or _bare(text)
    if found is not None:
        return found
    unclear = any(f" {word}" in f" {text}" for word in words()["relation"]["kin"]["unclear"])
    raise Problem("unclear" if unclear else "missing")


def stated_relation(said: str) -> Relation | None:
    """As it stands in a message that answers no question about it: only with `saya` beside it."""
    text = _spaced(said)
    if chained := _chained(text, but="parent"):
        return chained
    found = [each for each in _stated(text) if not _names_nobody(text, each)]
    return _first(text, found) or (_first(text, _told(text)) if len(text.split()) <= 2 else None)


def _spaced(said: str) -> str:
    """Lower-case words and marks with single spaces, without what is denied or no kin at all."""
    text = _REPEATED.sub(r"\1", plain(said)[:_LONGEST].lower())
    text = " ".join(_TOKEN.findall(_DOUBLED.sub("", text)))
    return _denied().sub("_", _no_kin().sub("_", text))


def _stated(text: str) -> list[re.Match[str]]:
    """With the asker beside the kin; named `theirs` where the kin is the other person."""
    return _matches((_mine(), _my(), _i_am()), text)


def _told(text: str) -> list[re.Match[str]]:
    """Without: `mamanya`, `istri almarhum`."""
    return _matches((_his(), _of_him()), text)


def _matches(patterns: tuple[re.Pattern[str], ...], text: str) -> list[re.Match[str]]:
    return [found for pattern in patterns for found in pattern.finditer(text)]


def _first(text: str, found: list[re.Match[str]]) -> Relation | None:
    """The relation that is named first; a second kin word right behind decides."""
    if not found:
        return None
    others = [each for each in found if _codes()[each["kin"]] != "self"]
    first = min(others or found, key=lambda each: each.start("kin"))
    behind = text[first.end("kin") :].split()[:2]
    behind = [word.removesuffix("nya").removesuffix("ku") for word in behind if word != "nya"]
    second: tuple[Relation, ...] = ("in_law", "other")
    for code in second:
        if behind and behind[0] in _listed(f"second_{code}"):
            return code
    code = _codes()[first["kin"]]
    return _INVERSE.get(code, code) if "theirs" in first.re.groupindex else code


def _chained(text: str, but: Relation | None = None) -> Relation | None:
    found = _chain().search(text)
    if found is None:
        return None
    pair = (_codes()[found["kin"]], _codes()[found["of"]])
    return None if pair[0] == but else _CHAINS.get(pair)


def _bare(text: str) -> Relation | None:
    """`sendiri` and words that have other meanings stand back, and need a short answer."""
    found = list(_any_kin().finditer(text))
    strong = [each for each in found if each["kin"] not in _listed("weak")]
    short = len(text.split()) <= _SHORT_ANSWER
    return _first(text, strong or (found if short else []))


def _names_nobody(text: str, found: re.Match[str]) -> bool:
    """`ibu saya mau tanya` calls somebody; `no kk saya` and `saya punya anak 2` name nobody."""
    kin = found["kin"]
    if kin in _listed("weak") and _codes()[kin] != "self":
        return True
    after = [word for word in text[found.end() :].split()[:3] if word != ","]
    if found.re is _mine():
        return kin in _listed("called") and bool(after) and after[0] in _listed("asks")
    count = "".join(after[1:2] if after[:1] == ["dari"] else after[:1])
    return count.isdigit() or count in words()["dates"]["numbers"]


def _listed(name: str) -> list[str]:
    listed: list[str] = words()["relation"]["words"][name]
    return listed


@lru_cache(maxsize=1)
def _codes() -> dict[str, Relation]:
    kin = words()["relation"]["kin"]
    return {word: code for code in get_args(Relation) for word in kin[code]}


@lru_cache(maxsize=1)
def _kin() -> str:
    return any_of(_codes())


@lru_cache(maxsize=1)
def _mine() -> re.Pattern[str]:
    """`bapak saya`, `bapakku`, `bapak kandung saya`."""
    between = rf"(?: {any_of(_listed('of'))}){{0,2}}"
    end = rf"(?P<theirs>{between} {any_of(_listed('me'))}|ku)"
    return re.compile(rf"\b(?P<kin>{_kin()}){end}\b(?! (?:nya|yang urus))")


@lru_cache(maxsize=1)
def _my() -> re.Pattern[str]:
    """`sy punya bapak`, `saya pe mama`: the eastern way to say it."""
    have = r"(?:punya|pnya|puny|pny|pu|pe)"
    return re.compile(
        rf"\b(?P<theirs>{any_of(_listed('me'))}) {have} (?P<kin>{_kin()})(?: ?nya)?\b"
    )


@lru_cache(maxsize=1)
def _i_am() -> re.Pattern[str]:
    """`saya istri`, `sy ini anaknya`."""
    me, am = any_of(_listed("me")), any_of(_listed("am"))
    return re.compile(rf"\b{me}(?: {am}){{0,2}} (?P<kin>{_kin()})(?: ?nya)?\b(?! ?{me}\b|ku\b)")


@lru_cache(maxsize=1)
def _his() -> re.Pattern[str]:
    """`mamanya`, `sebagai istrinya`; as an answer on its own."""
    return re.compile(rf"^(?:{any_of(_listed('am'))} )?(?P<kin>{_kin()}) ?nya\W*$")


@lru_cache(maxsize=1)
def _of_him() -> re.Pattern[str]:
    """`beliau bapak saya` is told by `saya`; `istri almarhum` by this one."""
    return re.compile(rf"\b(?P<kin>{_kin()}) (?:dari )?{any_of(_listed('him'))}\b")


@lru_cache(maxsize=1)
def _chain() -> re.Pattern[str]:
    """`istri kakak saya`."""
    me = any_of(_listed("me"))
    return re.compile(
        rf"\b(?P<kin>{_kin()})(?:nya)?(?: dari)? (?P<of>{_kin()})(?: kandung)?(?: {me}|ku)\b"
    )


@lru_cache(maxsize=1)
def _any_kin() -> re.Pattern[str]:
    return re.compile(rf"\b(?P<kin>{_kin()})(?: ?nya)?\b")


@lru_cache(maxsize=1)
def _no_kin() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(_listed('no_kin'))}\b")


@lru_cache(maxsize=1)
def _denied() -> re.Pattern[str]:
    """`bukan istrinya, saya adiknya` keeps the second."""
    me = any_of(_listed("me"))
    return re.compile(
        rf"\b{any_of(_listed('not'))} (?:{me} )?{_kin()}(?: ?nya|ku| {me}| kandung)*\b"
    )
