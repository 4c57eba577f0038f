"""What the types of a programme file cannot say: rules within and between its facts."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, get_args

import phonenumbers

from handlers.catalog import languages
from handlers.programme_facts import Danger, Fact, Level, ReasonCode
from handlers.programme_file import Faults
from handlers.programme_money import Case, DeadlineCode, LevelCode
from handlers.programme_tables import Stated

Found = Iterator[tuple[str, str]]  # an address of the file, and what is wrong there

_SOURCE_KEY = re.compile(r"\[([^\]]*)\]")
_NAMED_BY = {
    "offices": ("code",),
    "contacts": ("code",),
    "categories": ("code",),
    "conditions": ("code",),
    "inactive_reasons": ("code",),
    "rules": (),
    "wage_bases": (),
    "contributions": ("program",),
    "discounts": ("sector",),
    "benefits": ("program", "when", "code"),
    "minimums": ("program", "what"),
    "scholarships": (),
    "school_levels": ("code",),
    "documents": ("code",),
    "heirs": ("rank",),
    "notes": ("code",),
    "deadlines": ("code",),
    "never_asked": ("code",),
    "scam_signs": ("code",),
    "fake_sites": ("domain",),
    "privacy.rights": ("code",),
    "privacy.retention": ("code",),
    "reaches": ("level",),
    "law": ("code",),
}
_COMPLETE = (
    ("inactive_reasons", "code", ReasonCode),
    ("school_levels", "code", LevelCode),
    ("deadlines", "code", DeadlineCode),
    ("reaches", "level", Level),
)
_NEEDED = (
    ("offices", "kind", {"branch", "department", "civil_registry"}),
    ("contacts", "code", {"call_centre", "domain"}),
    ("categories", "code", {"other"}),
    (
        "privacy.retention",
        "code",
        {"update", "dialogue", "message", "ticket", "link", "history", "audit"},
    ),
)
_SIGNED = {"utc_offset_hours"}  # figures that may be nought or less
_EASTMOST_HOURS = 14
_TELEGRAM_NAME = re.compile(r"[A-Za-z]\w{4,31}", re.ASCII)
_WHOLE_PERCENT = 100


def check(stated: Stated, faults: Faults) -> None:
    """Raises the first ProgrammeError found."""
    for rule in _RULES:
        for address, message in rule(stated):
            raise faults.at(address, message)


def _facts(stated: Stated) -> Iterator[tuple[str, Fact]]:
    """Every fact with its address."""
    for name in stated.__struct_fields__:
        yield from _facts_in(name, getattr(stated, name))


def _facts_in(address: str, value: object) -> Iterator[tuple[str, Fact]]:
    if isinstance(value, tuple):
        for place, each in enumerate(value):
            yield from _facts_in(f"{address}[{place}]", each)
    elif isinstance(value, Fact):
        yield address, value
        for name in value.__struct_fields__:
            yield from _facts_in(f"{address}.{name}", getattr(value, name))


def _sources(stated: Stated) -> Found:
    for address, fact in _facts(stated):
        keys = _SOURCE_KEY.findall(fact.source)
        if not keys or not fact.citation:
            wanted = "a source is said in words, and by at least one key of [sources] in brackets"
            yield f"{address}.source", wanted
        for key in keys:
            if key not in stated.sources:
                yield f"{address}.source", f"[{key}] does not stand in [sources]"


def _periods(stated: Stated) -> Found:
    for address, fact in _facts(stated):
        if fact.valid_from and fact.valid_to and fact.valid_to < fact.valid_from:
            yield f"{address}.valid_to", "ends before it begins"


def _overlaps(stated: Stated) -> Found:
    for table, fields in _NAMED_BY.items():
        earlier: dict[tuple[Any, ...], list[Fact]] = {}
        for place, fact in enumerate(_table(stated, table)):
            same = earlier.setdefault(tuple(getattr(fact, field) for field in fields), [])
            if any(_overlap(fact, other) for other in same):
                name = " ".join([table, *(str(getattr(fact, field)) for field in fields)])
                yield f"{table}[{place}]", f"{name}: stated twice for the same days"
            same.append(fact)


def _table(stated: Stated, name: str) -> tuple[Fact, ...]:
    found: Any = stated
    for part in name.split("."):
        found = getattr(found, part)
    return tuple(found)


def _overlap(one: Fact, other: Fact) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts <= min(one.valid_to or date.max, other.valid_to or date.max)


def _gaps(stated: Stated) -> Found:
    """Between the first and the last rule each day has one."""
    rules = sorted(stated.rules, key=lambda rule: rule.valid_from or date.min)
    for before, after in pairwise(rules):
        if before.valid_to and after.valid_from != before.valid_to + timedelta(days=1):
            place = stated.rules.index(after)
            yield f"rules[{place}].valid_from", "leaves days without a rule"


def _ends(stated: Stated) -> Found:
    """What every answer needs holds without an end, and from the first rule on."""
    first = min((rule.valid_from or date.min for rule in stated.rules), default=date.max)
    for table in ("rules", "wage_bases", "scholarships"):
        facts = _table(stated, table)
        if all(fact.valid_to for fact in facts):
            yield f"{table}[{len(facts) - 1}].valid_to", f"{table}: none holds without an end"
    if all((base.valid_from or date.min) > first for base in stated.wage_bases):
        yield "wage_bases[0].valid_from", f"no wage base for the rules of {first}"


def _completeness(stated: Stated) -> Found:
    needed = [(table, field, set(get_args(codes))) for table, field, codes in _COMPLETE]
    for table, field, codes in (*needed, *_NEEDED):
        missing = codes - {getattr(fact, field) for fact in _table(stated, table)}
        if missing:
            yield f"{table}[0]", f"{table} lacks {', '.join(sorted(missing))}"
    for danger in get_args(Danger):
        if not any(danger in line.kinds for line in stated.emergency_lines):
            yield "emergency_lines[0]", f"no emergency line helps for {danger}"
    for case in get_args(Case):
        if not any(case in document.needed_for for document in stated.documents):
            yield "documents[0]", f"no document is needed for {case}"
    for place, heir in enumerate(stated.heirs):
        if heir.rank != place + 1:
            yield f"heirs[{place}].rank", "the ranks of heirs are not 1, 2, 3 …"


def _regency(stated: Stated) -> Found:
    regency = stated.regency
    for language in regency.languages:
        if language not in languages():
            yield "regency.languages", f"there is no catalog for {language}"
    if regency.default_language not in regency.languages:
        yield "regency.default_language", "is not one of the languages"
    if abs(regency.utc_offset_hours) > _EASTMOST_HOURS:
        yield "regency.utc_offset_hours", "no place is so far from UTC"


def _bot(stated: Stated) -> Found:
    """They are printed on posters, as square codes that nobody can correct."""
    number, name = stated.bot.whatsapp_number, stated.bot.telegram_name
    if number is not None and not _in_full(number):
        yield "bot.whatsapp_number", "is not written in full, as +6281234567890"
    if name is not None and not _TELEGRAM_NAME.fullmatch(name):
        yield "bot.telegram_name", "is not a user name alone, as sapa_jamsos_bot"


def _in_full(number: str) -> bool:
    """One that phones dial, with its country code and nothing but figures."""
    try:
        read = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    written = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    return phonenumbers.is_possible_number(read) and written == number


def _figures(stated: Stated) -> Found:
    """A sum, a count or a length of nought is a slip; so is more than the whole."""
    for address, fact in _facts(stated):
        for name in fact.__struct_fields__:
            figure = getattr(fact, name)
            if not isinstance(figure, int | float) or isinstance(figure, bool) or name in _SIGNED:
                continue
            if figure <= 0:
                yield f"{address}.{name}", f"{figure} is not more than 0"
            elif name == "percent" and figure > _WHOLE_PERCENT:
                yield f"{address}.{name}", f"{figure} percent is more than the whole"


def _amounts(stated: Stated) -> Found:
    for place, each in enumerate(stated.contributions):
        if (each.amount is None) == (each.percent is None):
            yield f"contributions[{place}]", "state either an amount or a percent"
    for place, benefit in enumerate(stated.benefits):
        given = (benefit.amount is not None, benefit.times_wage is not None)
        wanted = {
            "sum": ((True, False), (False, True)),
            "cap": ((True, False),),
            "need": ((False, False),),
            "monthly": ((False, True),),
            "percent": ((False, True),),
        }[benefit.kind]
        if given not in wanted:
            yield f"benefits[{place}]", f"a {benefit.kind} takes another kind of amount"
        if benefit.when != "death" and benefit.condition is None:
            yield f"benefits[{place}]", "a benefit of the injured needs a condition"


def _scholarships(stated: Stated) -> Found:
    for place, scholarship in enumerate(stated.scholarships):
        levels = [level for level in stated.school_levels if _overlap(level, scholarship)]
        each = sum(level.per_year * level.years for level in levels)
        if each * scholarship.children != scholarship.most:
            counted = f"{scholarship.children} x {each} by level"
            yield f"scholarships[{place}].most", f"is {scholarship.most}, but {counted}"


def _references(stated: Stated) -> Found:
    benefits = {(each.program, each.code) for each in stated.benefits if each.when == "death"}
    for place, minimum in enumerate(stated.minimums):
        for code in minimum.keeps:
            if (minimum.program, code) not in benefits:
                yield f"minimums[{place}].keeps", f"no {minimum.program} benefit is called {code}"
    provisions: set[str] = set()
    for place, law in enumerate(stated.law):
        for number, each in enumerate(law.provisions):
            name, at = f"{law.code} {each.address}", f"law[{place}].provisions[{number}]"
            if not each.address:
                yield at, "a provision needs its pasal, angka or huruf"
            if name in provisions:
                yield at, f"{name}: stated twice"
            provisions.add(name)
    for place, condition in enumerate(stated.conditions):
        if condition.provision not in provisions:
            yield f"conditions[{place}].provision", "is not a provision of [[law]]"
    conditions = {condition.code for condition in stated.conditions}
    for place, reason in enumerate(stated.inactive_reasons):
        if reason.condition is not None and reason.condition not in conditions:
            yield f"inactive_reasons[{place}].condition", f"no condition {reason.condition}"


def _reaches(stated: Stated) -> Found:
    """A surer level never sees less."""
    by_level = {reach.level: set(reach.facts) for reach in stated.reaches}
    for place, reach in enumerate(stated.reaches):
        order = get_args(Level)
        surer = order[order.index(reach.level) + 1 :]
        for level in surer:
            if not set(reach.facts) <= by_level[level]:
                yield f"reaches[{place}].facts", f"{reach.level} sees more than {level}"


def _spellings(stated: Stated) -> Found:
    taken: dict[str, str] = {}
    for place, category in enumerate(stated.categories):
        for spelling in category.spellings:
            if taken.setdefault(spelling, category.code) != category.code:
                named = f"{spelling!r} also names {taken[spelling]}"
                yield f"categories[{place}].spellings", named


_RULES: tuple[Callable[[Stated], Found], ...] = (
    _sources,
    _periods,
    _overlaps,
    _gaps,
    _ends,
    _completeness,
    _regency,
    _bot,
    _figures,
    _amounts,
    _scholarships,
    _references,
    _reaches,
    _spellings,
)
