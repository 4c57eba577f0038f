"""Which papers a claim needs, and whose claim it is by law."""

from collections.abc import Collection
from dataclasses import dataclass

from handlers.claim_facts import How
from handlers.programme import Programme
from handlers.programme_money import Case, Document

_CASES: dict[How, tuple[Case, ...]] = {
    "other": ("jkm",),
    "work": ("jkk_death",),
    "lost": ("lost_at_sea",),
    "unsure": ("jkm", "jkk_death"),
}
_ONLY_WHERE = {"marriage_book": "spouse", "power_of_attorney": "several"}
_LAST_RANK = 99


@dataclass(frozen=True, slots=True)
class Family:
    """What decides the papers; `heir` is the nearest family, `situations` codes of SITUATIONS."""

    how: How
    heir: str
    situations: Collection[str] = ()
    schoolchildren: bool = False


def papers(programme: Programme, family: Family) -> list[Document]:
    """In the order to collect them; the scholarship's last."""
    found: list[Document] = []
    for case in _CASES[family.how]:
        found += programme.documents_for(case)
    if family.how != "other":
        found += _coded(programme, "claim_form_jkm")  # the office may say that it was not at work
    if family.schoolchildren:
        found += programme.documents_for("scholarship")
    if "minor" in family.situations:
        found += _coded(programme, "guardian_id")
    unique = list(dict.fromkeys(found))
    return [each for each in unique if _needed(each.code, family)]


def condition(document: Document, family: Family | None) -> str | None:
    """When the paper is needed, as the file says; None where the family's answers decided it."""
    if family is not None and document.code in _ONLY_WHERE:
        asked = _ONLY_WHERE[document.code]
        return document.when if asked == "spouse" and family.heir != "spouse" else None
    if family is not None and document.code == "guardian_id" and "minor" in family.situations:
        return None
    return document.when


def living_papers(programme: Programme) -> list[Document]:
    """What can be got ready while everybody is well."""
    later = ("death_certificate", "heir_letter", "claim_form_jkm", "power_of_attorney")
    return [each for each in programme.documents_for("jkm") if each.code not in later]


def injury_papers(programme: Programme) -> list[Document]:
    return list(programme.documents_for("jkk_injury"))


def is_rightful(programme: Programme, asker: str, heir: str) -> bool:
    """True where nobody whom the law names before the asker is left."""
    return _rank(programme, asker) <= _rank(programme, heir)


def heir_label(programme: Programme, heir: str) -> str | None:
    """The line of the law for the nearest family; None where that is not known."""
    return next((each.label for each in programme.heirs if heir in each.relations), None)


def _coded(programme: Programme, code: str) -> list[Document]:
    return [each for each in programme.documents if each.code == code]


def _needed(code: str, family: Family) -> bool:
    condition = _ONLY_WHERE.get(code)
    if condition == "spouse":
        return family.heir in ("spouse", "child", "unsure")
    return condition is None or condition in family.situations


def _rank(programme: Programme, relation: str) -> int:
    for each in programme.heirs:
        if relation in each.relations:
            return each.rank
    return _LAST_RANK
