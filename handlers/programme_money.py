"""The facts of a programme file about money, and about what it takes to get it."""

from typing import Literal

from handlers.programme_facts import Fact

Program = Literal["JKK", "JKM"]
Case = Literal["jkm", "jkk_death", "jkk_injury", "scholarship", "lost_at_sea"]
LevelCode = Literal["tk", "sd", "smp", "sma", "kuliah"]
DeadlineCode = Literal[
    "jkm_payment",
    "jkk_payment",
    "accident_report",
    "accident_decision",
    "jkk_lapse",
    "jkm_lapse",
    "arrears_inactive",
    "lost_at_sea_wait",
]


class Rule(Fact, frozen=True, kw_only=True):
    """The instruments in force in a period, as one citation."""

    name: str


class WageBase(Fact, frozen=True, kw_only=True):
    """Rupiah a month: the declared income that contributions and JKK benefits are counted from."""

    amount: int


class Contribution(Fact, frozen=True, kw_only=True):
    """A month's contribution: a part of the wage base in percent, or an amount in rupiah."""

    program: Program
    label: str
    percent: float | None = None
    amount: int | None = None


class Discount(Fact, frozen=True, kw_only=True):
    """A cut of the contributions; `sector` says for whom, `public_funds` if it reaches APBD too."""

    percent: int
    sector: Literal["transport", "other"]
    label: str
    public_funds: bool


class Benefit(Fact, frozen=True, kw_only=True):
    """Rupiah (`amount`) or wages (`times_wage`, at least `at_least` rupiah); neither for a need.

    `kind`: a sum that is due, a cap, a need without a limit, something paid every month (at most
    `months` of them, where that is set), or a part of `times_wage` by percent of the disability.
    """

    code: str
    program: Program
    when: Literal["death", "injury", "total_disability", "partial_disability"]
    kind: Literal["sum", "cap", "need", "monthly", "percent"] = "sum"
    label: str
    amount: int | None = None
    times_wage: float | None = None
    at_least: int | None = None
    months: int | None = None
    condition: str | None = None


class Minimum(Fact, frozen=True, kw_only=True):
    """Months of membership below which only the benefits in `keeps` are paid."""

    what: Literal["death", "scholarship"]
    program: Program
    months: int
    label: str
    keeps: tuple[str, ...] = ()


class SchoolLevel(Fact, frozen=True, kw_only=True):
    """Rupiah a year, for at most so many years; the file's order is the order of schooling."""

    code: LevelCode
    label: str
    per_year: int
    years: int


class Scholarship(Fact, frozen=True, kw_only=True):
    """`most` is the sum for all children in rupiah; `condition` what it is tied to every year.

    `after_injury` is the condition besides where the member lives.
    """

    label: str
    children: int
    until_age: int
    most: int
    condition: str
    after_injury: str


class Document(Fact, frozen=True, kw_only=True):
    """`how` says where to get it; `when` is None where everybody needs it; `form` None: ask.

    `if_missing` helps with what most families have at home.
    """

    code: str
    label: str
    needed_for: tuple[Case, ...]
    how: str | None = None
    if_missing: str | None = None
    form: Literal["original", "copy", "both", "filled_in"] | None = None
    when: str | None = None

    @property
    def help(self) -> str | None:
        """How to get it, as far as the file knows."""
        return self.how or self.if_missing or self.when


class Heir(Fact, frozen=True, kw_only=True):
    """`relations` are what such an heir is to the member, as the parsers code it."""

    rank: int
    code: str
    label: str
    relations: tuple[str, ...] = ()


class Deadline(Fact, frozen=True, kw_only=True):
    """`count` is None where no limit is known."""

    code: DeadlineCode
    label: str
    count: int | None = None
    unit: Literal["hours", "days", "working_days", "months", "years"]
