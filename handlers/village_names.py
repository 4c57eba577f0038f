"""The names of villages, found among words by their letters; several villages may share one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from handlers.words import any_of, words

_LIKENESS = 82
_DISTRICT_LIKENESS = 86
_TIE = 4
_MOST_WORDS = 40
_LONGEST_NAME = 4  # words
_SHORTEST_FUZZY = 5  # letters
_MOST_LIKELY = 5
_SPLIT = re.compile(r"[a-z]+|\d+")


@dataclass(frozen=True)
class Village:
    """`code` as Kemendagri writes it (74.07.01.2006); `spellings` are other names for it."""

    code: str
    name: str
    district: str
    spellings: tuple[str, ...] = ()
    district_spellings: tuple[str, ...] = ()

    @property
    def is_ward(self) -> bool:
        """A kelurahan, which has a head and no council: Kemendagri numbers them from 1001."""
        return self.code.rpartition(".")[2].startswith("1")


def tokens_of(text: str) -> list[str]:
    """Words and figures of plain text: no `desa`, no house number, Roman numerals as figures."""
    known = words()["villages"]
    text = _besides().sub(" ", text.lower().replace("'", ""))
    split = [known["short"].get(token, token) for token in _SPLIT.findall(text)[:_MOST_WORDS]]
    tokens = [token for token in split if token not in known["kinds"]]
    return [
        (known["numerals"].get(token, token) if place else token).lstrip("0") or "0"
        for place, token in enumerate(tokens)
    ]


class VillageIndex:
    """Looks names up exactly, by their first or last words (`mola`), and by likeness."""

    def __init__(self, villages: Sequence[Village]) -> None:
        self.codes = {each.code for each in villages}
        self.districts: dict[str, str] = {}
        self._names: dict[str, list[Village]] = {}
        self._parts: dict[str, list[Village]] = {}
        for each in villages:
            for name in (each.name, *each.spellings):
                tokens = tokens_of(name)
                _add(self._names, "".join(tokens), each)
                for part in _parts(tokens):
                    _add(self._parts, part, each)
            for name in (each.district, *each.district_spellings):
                self.districts["".join(tokens_of(name))] = each.district
        self._spelt = list(dict.fromkeys([*self._names, *self._parts]))

    def named(self, tokens: Sequence[str]) -> list[Village]:
        """The longest name said, with what else may be meant; words of the district only last."""
        taken = self._district_span(tokens)
        for length in _lengths(tokens):
            for table in (self._names, self._parts):
                for start in _starts(tokens, length, taken):
                    if found := table.get("".join(tokens[start : start + length])):
                        return self._numbered(found, tokens, start, start + length)
        if likely := self._likely(tokens, taken):
            return likely
        return list(self._names.get("".join(tokens[slice(*taken)]), ())) if taken else []

    def starting(self, tokens: Sequence[str]) -> tuple[str, list[Village]]:
        """The key of the longest whole name that the words begin with, and its villages."""
        for end in _lengths(tokens):
            if found := self._names.get(key := "".join(tokens[:end])):
                return key, self._numbered(found, tokens, 0, end)
        return "", []

    def district(self, tokens: Sequence[str]) -> str | None:
        span = self._district_span(tokens)
        if span is not None:
            return self.districts["".join(tokens[slice(*span)])]
        for length in _lengths(tokens):
            for start in _starts(tokens, length, None):
                said = "".join(tokens[start : start + length])
                if len(said) < _SHORTEST_FUZZY or said in self._names:
                    continue
                if found := process.extractOne(
                    said, list(self.districts), scorer=fuzz.ratio, score_cutoff=_DISTRICT_LIKENESS
                ):
                    return self.districts[found[0]]
        return None

    def _district_span(self, tokens: Sequence[str]) -> tuple[int, int] | None:
        for length in _lengths(tokens):
            for start in _starts(tokens, length, None):
                if "".join(tokens[start : start + length]) in self.districts:
                    return start, start + length
        return None

    def _numbered(
        self, found: list[Village], tokens: Sequence[str], start: int, end: int
    ) -> list[Village]:
        """`patua 3` is neither Patua nor Patua II; `patua 1` is Patua."""
        key, number = "".join(tokens[start:end]), "".join(tokens[end : end + 1])
        if not number.isdigit() or number == "1" or len(number) > 2:
            return _sorted(found)
        family = [
            each
            for name, villages in self._names.items()
            if name.startswith(key) and name[len(key) :].isdigit()
            for each in villages
        ]
        return _sorted([*found, *family])

    def _likely(self, tokens: Sequence[str], taken: tuple[int, int] | None) -> list[Village]:
        """The likeliest of the most words; those nearly as likely come along."""
        for length in _lengths(tokens):
            best: dict[str, float] = {}
            for start in _starts(tokens, length, taken):
                for name, score in self._like("".join(tokens[start : start + length])):
                    best[name] = max(best.get(name, 0), score)
            if (likeliest := max(best.values(), default=0)) >= _LIKENESS:
                least = likeliest - _TIE
                near = sorted((n for n in best if best[n] > least), key=lambda n: -best[n])
                return list(
                    dict.fromkeys(each for name in near for each in _sorted(self._of(name)))
                )
        return []

    def _like(self, said: str) -> Iterator[tuple[str, float]]:
        """Names with the same number in them: `mandatti 2` is not like Mandati I."""
        if len(said) < _SHORTEST_FUZZY or said in words()["villages"]["common"]:
            return
        number = _number(said)
        for name, score, _ in process.extract(
            said, self._spelt, scorer=fuzz.ratio, score_cutoff=_LIKENESS - _TIE, limit=_MOST_LIKELY
        ):
            if _number(name) == number:
                yield name, score

    def _of(self, name: str) -> list[Village]:
        return self._names.get(name) or self._parts[name]


def _lengths(tokens: Sequence[str]) -> range:
    return range(min(_LONGEST_NAME, len(tokens)), 0, -1)


def _starts(tokens: Sequence[str], length: int, taken: tuple[int, int] | None) -> Iterator[int]:
    """Where so many words begin that are not all words of the district."""
    for start in range(len(tokens) - length + 1):
        if taken is None or start < taken[0] or start + length > taken[1]:
            yield start


def _parts(tokens: Sequence[str]) -> Iterator[str]:
    """First words and last words, where one of them is no common word and no number."""
    common = words()["villages"]["common"]
    for count in range(1, len(tokens)):
        for part in (tokens[:count], tokens[-count:]):
            if not all(token in common or token.isdigit() for token in part):
                yield "".join(part)


def _add(table: dict[str, list[Village]], key: str, each: Village) -> None:
    found = table.setdefault(key, [])
    if each not in found:
        found.append(each)


def _sorted(villages: Iterable[Village]) -> list[Village]:
    return sorted(dict.fromkeys(villages), key=lambda each: (each.name, each.district))


def _number(key: str) -> str:
    return "".join(filter(str.isdigit, key))


@lru_cache(maxsize=1)
def _besides() -> re.Pattern[str]:
    """`rt 01/02`, and the `no` of `mandati no 2`."""
    known = words()["villages"]
    houses, fillers = any_of(known["houses"]), any_of(known["fillers"])
    return re.compile(rf"\b{houses}[. ]*\d+(?: ?/ ?\d+)?|\b{fillers}[. -]+(?=\d|i+\b)")
