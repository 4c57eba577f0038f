"""Words -> the facts of a claim that decide which papers are needed, and whose it is.

Everywhere `missing` says that nobody tried to answer; each parser reads its own output again.
"""

import re
from typing import Literal, get_args

from handlers import benefit_facts, kin, parsing
from handlers.date_words import figures
from handlers.plain import plain
from handlers.problems import Problem
from handlers.schoolchildren import Schoolchildren, schoolchildren
from handlers.words import words

How = Literal["other", "work", "lost", "unsure"]
Situation = Literal["plain", "several", "minor", "away", "wives", "names"]
HOW: tuple[How, ...] = get_args(How)
SITUATIONS: tuple[Situation, ...] = get_args(Situation)
HEIRS = ("spouse", "child", "parent", "sibling", "in_law", "unsure")
YES, NO = "yes", "no"
WHETHER = (YES, NO)
RELATIONS = ("spouse", "child", "parent", "sibling", "other")
_PARENTS = re.compile(r"\borang ?tua\w*")
_SOUND_OF_A_LIST = re.compile(r"\d{1,2}(?:(?: ?[,.;&] ?| dan | )\d{1,2})*")


def tells_of_death(said: str) -> bool:
    """A relative or neighbour died: not supposed, and not a question about the procedure."""
    text = plain(said).lower()
    died = _found("died", text)
    if died is None or _found("alive", text):
        return False
    supposed = _found("supposed", text)
    if supposed and supposed.start() < died.start():
        return False
    try:
        return kin.relation(said) != "self"
    except Problem as problem:
        return problem.key == "unclear"


def plainly_tells_of_death(said: str) -> bool:
    """So plainly, and with no question in it, that nothing else can be meant first."""
    text = plain(said).lower()
    told = _found("plainly", text) is not None and _found("asks", text) is None
    return told and tells_of_death(said)


def supposes(said: str) -> bool:
    """`kalau suami saya meninggal`: nothing has happened."""
    return _found("supposed", plain(said).lower()) is not None


def search_is_over(said: str) -> bool:
    """`pencarian sudah ditutup`; `sudah dicari` only beside the wish to claim."""
    text = plain(said).lower()
    if _found("searched_now", text):
        return False
    claims = _found("searched", text) and _found("wants_claim", text)
    return bool(claims or _found("search_closed", text))


def corrects(said: str) -> bool:
    """`maksudnya suami saya`, `ternyata kecelakaan kerja`."""
    return _found("corrects", plain(said).lower()) is not None


def lives(said: str) -> bool:
    return _found("alive", plain(said).lower()) is not None


def how(said: str) -> How:
    """A bare yes or no answers nothing here. Problems: both (illness and accident), missing."""
    if said in HOW:
        return said
    try:
        return stated_how(said)
    except Problem as problem:
        if problem.key == "both":
            raise
    text = _PARENTS.sub(" ", figures(said))
    if _found("other", text):
        return "other"
    if _benefit("unknown", text) or _benefit("maybe_work", text):
        return "unsure"
    raise Problem("missing")


def stated_how(said: str) -> How:
    """A body that was found is not lost. Problems: both, missing."""
    text = _PARENTS.sub(" ", figures(said))  # `orang tua` is no old age
    if _found("lost", text) and not _found("found", text) and not _about_a_thing(text):
        return "lost"
    if _benefit("not_work", text):
        return "other"
    if _benefit("work", text) and _benefit("illness", text):
        raise Problem("both")
    return benefit_facts.stated_cause(text)


def relation(said: str) -> kin.Relation:
    """What the asker is to the person who died. Problems: missing, unclear, self."""
    found = kin.relation(said)
    if found == "self":
        raise Problem("self")
    return found


def stated_relation(said: str) -> kin.Relation:
    found = kin.stated_relation(plain(said))
    if found is None or found == "self":
        raise Problem("missing")
    return found


def whether(said: str) -> str:
    """One of WHETHER. Problems: missing, unclear."""
    return said if said in WHETHER else YES if parsing.yes_no(said) else NO


def heir(said: str) -> str:
    """The nearest family that is left: one of HEIRS. Problems: missing."""
    if said in HEIRS:
        return said
    text = plain(said).lower()
    for code in HEIRS:
        if re.search(words()["claim"]["heirs"][code], text):
            return code
    raise Problem("missing")


def children(said: str, until_age: int) -> Schoolchildren | Literal["unknown"]:
    """As `schoolchildren`; whoever reports for another may not know."""
    if said == benefit_facts.UNKNOWN or _benefit("unknown", figures(said)):
        return benefit_facts.UNKNOWN
    return schoolchildren(said, until_age)


def situation(said: str) -> str:
    """Codes of SITUATIONS, joined by commas; numbers of the list count too. Problems: missing."""
    codes = said.split(",")
    if all(code in SITUATIONS for code in codes):
        return said
    text = plain(said).lower().strip()
    if _SOUND_OF_A_LIST.fullmatch(text):
        return _joined(_numbered(text))
    patterns = words()["claim"]["situations"]
    named = [code for code in SITUATIONS if re.search(patterns[code], text)]
    if not named:
        raise Problem("missing")
    return _joined(named)


def listed_numbers(text: str) -> list[int]:
    """`1, 3` and `1 sampai 4`."""
    found: list[int] = []
    for first, last in re.findall(words()["claim"]["range"], text):
        begin, end = int(first), int(last or first)
        found += range(begin, end + 1) if begin <= end else (begin, end)
    return found


def _numbered(text: str) -> list[Situation]:
    places = listed_numbers(text)
    if not all(1 <= place <= len(SITUATIONS) for place in places):
        raise Problem("missing")
    return [SITUATIONS[place - 1] for place in places]


def _joined(codes: list[Situation]) -> str:
    """`plain` stands alone, and falls away beside anything else."""
    chosen = [code for code in SITUATIONS if code in codes and code != "plain"]
    return ",".join(chosen) or "plain"


def _about_a_thing(text: str) -> bool:
    """`kartunya hilang` tells of a card."""
    return (
        re.search(r"\b(?:kartu|ktp|kk|buku|hp|akta|surat)\w* (?:\w+ )?hilang\b", text) is not None
    )


def _benefit(name: str, text: str) -> bool:
    return re.search(words()["benefit"][name], text) is not None


def _found(name: str, text: str) -> re.Match[str] | None:
    return re.search(words()["claim"][name], text)
