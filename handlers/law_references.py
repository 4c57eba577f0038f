"""Sloppy words -> references to the law (`perbup 21 thn 2023 psl 5 ayat 2`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from handlers.date_words import figures

_CENTURY = 2000
_MOST = 12
_LONGEST_RANGE = 20
_KINDS = {  # also those that no programme quotes, so that their articles are not taken for others'
    "uud": r"uud|undang[- ]*undang dasar",
    "uu": r"uu|undang[- ]*undang",
    "perpres": r"perpres|peraturan presiden",
    "pp": r"pp|peraturan pemerintah",
    "inpres": r"inpres|instruksi presiden",
    "keppres": r"keppres|keputusan presiden",
    "kepmen": r"kepmen\w*|keputusan menteri",
    "permen": r"per?men\w*|peraturan menteri(?: ketenagakerjaan| tenaga kerja)?",
    "pergub": r"pergub|peraturan gubernur",
    "perbup": r"per?bu[pb]|peraturan bupati",
    "perwali": r"perwali|perwako|peraturan wali ?kota",
    "perda": r"perda|peraturan daerah",
    "kuhp": r"kuhp\w*|kuh perdata",
}
_PARTS = {
    "pasal": r"pasal|pasl|psal|psl|ps",
    "ayat": r"ayat|ayt|ay",
    "angka": r"angka|agka|poin|point|butir",
    "huruf": r"huruf|hurup|hrf|huf|hf",
}
_KIND = "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items())
_ANY_PART = "|".join(_PARTS.values())
_NUMBER_WORD = r"(?:nomor|nomer|nmr|no)\W{0,2}"
_YEAR_WORD = r"\W{0,2}(?:tahun|tahn|thn|th|/|-)\W{0,2}"
_FILLER = rf"(?:\s+(?!(?:{_ANY_PART}|nomor|nomer|nmr|no)\b)[a-z]+)"
_NAMED = re.compile(
    rf"\b(?:{_KIND})(?=\b|\d)"
    rf"(?:[\s/]*(?:{_FILLER}{{0,4}}?\s*{_NUMBER_WORD})?(?P<number>\d{{1,3}})"
    rf"(?:{_YEAR_WORD}(?P<year>\d{{4}}|\d\d)\b|\s+(?P<year1>(?:19|20)\d\d)\b)?\b"
    rf"|{_FILLER}{{1,4}}?\s+(?P<number2>\d{{1,3}})(?:{_YEAR_WORD})(?P<year2>\d{{4}}|\d\d)\b"
    rf"|{_FILLER}{{0,4}}?(?:\s*{_YEAR_WORD}|\s+)(?P<year3>(?:19|20)\d\d)\b)?"
)
_LIST = r"{one}(?:\s*(?:,|dan|&|dan/atau|serta|sampai|sd|s/d|-)\s*\(?{one}\)?(?!\w))*"
_NUMBERS = _LIST.format(one=r"\d{1,3}")
_LETTERS = _LIST.format(one=r"[a-z](?!\w)")
_ADDRESS = re.compile(
    rf"\b(?P<part>{_ANY_PART})\b\W{{0,2}}(?:(?P<numbers>{_NUMBERS})(?P<letter>\s?[a-h]\b)?"
    rf"|(?P<letters>{_LETTERS}))"
    rf"|\((?P<ayat>\d{{1,2}})\)"
)
_ONE = re.compile(r"\d+|[a-z]+|-")
_RANGE = {"sampai", "sd", "-"}


@dataclass(frozen=True, slots=True)
class Reference:
    """What was read; `kind` is None where no instrument was named."""

    kind: str | None = None
    number: int | None = None
    year: int | None = None
    pasal: int | None = None
    ayat: int | None = None
    angka: int | None = None
    huruf: str | None = None

    @property
    def has_address(self) -> bool:
        return any((self.pasal, self.ayat, self.angka, self.huruf))

    @property
    def written(self) -> str:
        """`perbup 21/2023 pasal 5 ayat 2`."""
        number = "/".join(str(each) for each in (self.number, self.year) if each)
        parts = [f"{part} {value}" for part in _PARTS if (value := getattr(self, part))]
        return " ".join(each for each in (self.kind, number, *parts) if each)


def references(said: str) -> tuple[Reference, ...]:
    """In the order said, the first twelve; a provision belongs to the instrument beside it.

    The numbers of instruments are blanked out, so that none is taken for a provision's.
    """
    text = figures(said)
    named = list(islice(_NAMED.finditer(text), _MOST))
    if not named:
        return tuple(islice(_addresses(text, Reference()), _MOST))
    blanked = _NAMED.sub(lambda each: " " * len(each[0]), text)
    first = _ADDRESS.search(blanked)
    before = first is not None and first.start() < named[0].start()
    found: list[Reference] = []
    for place, instrument in enumerate(named):
        if before:
            start = named[place - 1].end() if place else 0
            end = instrument.start() if place < len(named) - 1 else len(text)
        else:
            start = instrument.end()
            end = named[place + 1].start() if place < len(named) - 1 else len(text)
        found += _addresses(blanked[start:end], _instrument(instrument))
    return tuple(found[:_MOST])


def _instrument(match: re.Match[str]) -> Reference:
    kind = next(kind for kind in _KINDS if match[kind])
    number = match["number"] or match["number2"]
    year = match["year"] or match["year1"] or match["year2"] or match["year3"]
    full = int(year) + (_CENTURY if len(year) == 2 else 0) if year else None
    return Reference(kind, int(number) if number else None, full)


def _addresses(text: str, instrument: Reference) -> Iterator[Reference]:
    """The instrument alone where the text names no provision of it."""
    groups: list[dict[str, list[str]]] = []
    for match in _ADDRESS.finditer(text):
        part, values = _part(match)
        if not groups or _begins_anew(groups[-1], part):
            groups.append({})
        groups[-1].setdefault(part, []).extend(values)
        if match["letter"]:
            groups[-1].setdefault("huruf", []).append(match["letter"].strip())
    if not groups and instrument.kind:
        yield instrument
    for group in groups:
        for each in islice(product(*group.values()), _MOST):
            numbers = {
                part: value if part == "huruf" else int(value)
                for part, value in zip(group, each, strict=True)
            }
            yield replace(instrument, **numbers)  # type: ignore[arg-type]


def _begins_anew(group: dict[str, list[str]], part: str) -> bool:
    """`ayat 1 dan ayat 2` go on; a second `pasal` does not, nor `ayat 2 pasal 5, ayat 1 …`."""
    if part not in group:
        return False
    return part == "pasal" or ("pasal" in group and next(iter(group)) != "pasal")


def _part(match: re.Match[str]) -> tuple[str, list[str]]:
    if match["ayat"]:
        return "ayat", [match["ayat"]]
    if match["letters"]:
        return "huruf", _listed(match["letters"])
    part = next(part for part, words in _PARTS.items() if re.fullmatch(words, match["part"]))
    return part, _listed(match["numbers"])


def _listed(said: str) -> list[str]:
    """`1, 2 dan 4`, `a sampai c`."""
    found: list[str] = []
    until = False
    for word in _ONE.findall(said.replace("s/d", "sd")):
        if word in _RANGE:
            until = True
        elif word.isdigit() or len(word) == 1:
            found += _between(found[-1], word) if until and found else [word]
            until = False
    return found


def _between(first: str, last: str) -> list[str]:
    """Without `first`; a range that goes backwards is only its end."""
    if first.isdigit() and last.isdigit():
        span = range(int(first) + 1, min(int(last), int(first) + _LONGEST_RANGE) + 1)
        return [str(number) for number in span] or [last]
    return [chr(code) for code in range(ord(first[0]) + 1, ord(last[0]) + 1)] or [last]
