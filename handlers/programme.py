"""The programme file, typed: every fact that another regency would change."""

from datetime import date, timedelta, timezone
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from handlers.programme_checks import check
from handlers.programme_facts import (
    Category,
    Condition,
    Contact,
    Danger,
    EmergencyLine,
    Fact,
    InactiveReason,
    Note,
    Office,
)
from handlers.programme_file import ProgrammeError, read
from handlers.programme_money import Case, Deadline, Document
from handlers.programme_places import places
from handlers.programme_tables import Stated
from handlers.villages import Village
from storage.links import TryLimits

__all__ = ["Programme", "ProgrammeError", "in_force", "load"]

FOLDER = Path(__file__).parent / "programmes"

AnyFact = TypeVar("AnyFact", bound=Fact)


class Programme(Stated, frozen=True, kw_only=True, dict=True):
    """What the file states, and the questions that are asked of it."""

    villages: tuple[Village, ...]

    @property
    def code(self) -> str:
        return self.regency.code

    @property
    def name(self) -> str:
        return self.regency.name

    @property
    def regency_title(self) -> str:
        return self.regency.title

    @property
    def utc_offset_hours(self) -> int:
        return self.regency.utc_offset_hours

    @property
    def languages(self) -> tuple[str, ...]:
        """In the file's order, but the default one first."""
        others = (code for code in self.regency.languages if code != self.default_language)
        return (self.default_language, *others)

    @property
    def default_language(self) -> str:
        return self.regency.default_language

    @cached_property
    def timezone(self) -> timezone:
        return timezone(timedelta(hours=self.utc_offset_hours), self.regency.timezone_name)

    @cached_property
    def tries(self) -> TryLimits:
        limits = self.identity_tries
        return TryLimits(
            limits.per_contact,
            limits.contact_window_seconds,
            limits.per_nik,
            limits.nik_window_seconds,
        )

    def reach(self, level: str) -> frozenset[str]:
        """The facts of a record that this identity level may see; none for an unknown level."""
        return self._reach.get(level, frozenset())

    def village(self, code: str) -> Village | None:
        return self._villages.get(code)

    def category(self, code: str) -> Category:
        """An unknown code is `other`."""
        return self._categories.get(code) or self._categories["other"]

    @property
    def category_codes(self) -> frozenset[str]:
        return frozenset(self._categories)

    def offices_of(self, kind: str) -> tuple[Office, ...]:
        return tuple(office for office in self.offices if office.kind == kind)

    def contact(self, code: str) -> Contact | None:
        return next((each for each in self.contacts if each.code == code), None)

    def emergency(self, danger: Danger) -> tuple[EmergencyLine, ...]:
        """The lines to call, the first to try first."""
        return tuple(line for line in self.emergency_lines if danger in line.kinds)

    def inactive_reason(self, code: str) -> InactiveReason | None:
        return next((each for each in self.inactive_reasons if each.code == code), None)

    def condition_of(self, reason: str) -> Condition | None:
        """The condition of membership that an inactive reason says no longer holds."""
        said = self.inactive_reason(reason)
        wanted = said.condition if said else None
        return next((each for each in self.conditions if each.code == wanted), None)

    def documents_for(self, case: Case) -> tuple[Document, ...]:
        return tuple(each for each in self.documents if case in each.needed_for)

    def deadline(self, code: str, day: date | None = None) -> Deadline | None:
        """As it holds on the day; without one, as it holds without an end."""
        for each in self.deadlines:
            holds = each.holds_on(day) if day else each.valid_to is None
            if each.code == code and holds:
                return each
        return None

    def note(self, code: str) -> Note | None:
        return next((each for each in self.notes if each.code == code), None)

    def retention_days(self, code: str) -> int:
        """KeyError for a code that the file does not know."""
        return {each.code: each.days for each in self.privacy.retention}[code]

    @cached_property
    def _reach(self) -> dict[str, frozenset[str]]:
        return {each.level: frozenset(each.facts) for each in self.reaches}

    @cached_property
    def _villages(self) -> dict[str, Village]:
        return {each.code: each for each in self.villages}

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {each.code: each for each in self.categories}


def in_force(facts: tuple[AnyFact, ...], day: date) -> tuple[AnyFact, ...]:
    """Those that hold on the day, in the file's order."""
    return tuple(fact for fact in facts if fact.holds_on(day))


@lru_cache(maxsize=8)
def load(name_or_path: str | Path = "wakatobi") -> Programme:
    """A name (`wakatobi`) of this folder or the path of a file; ProgrammeError names the line."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = FOLDER / f"{name_or_path}.toml"
    stated, faults = read(path, Stated)
    check(stated, faults)
    return Programme(
        **{field: getattr(stated, field) for field in Stated.__struct_fields__},
        villages=places(stated.regency, faults),
    )
