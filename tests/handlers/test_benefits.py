"""What is due, by the rules of the day: the figures of the law, the press and the regency."""

from datetime import date
from typing import Any

import pytest

from handlers.benefits import Injury, accident, death
from handlers.contributions import monthly
from handlers.due import Due, NotDueError, months_after
from handlers.programme import FOLDER, Programme, load
from handlers.scholarships import Child, left

WAKATOBI = load("wakatobi")
BASE = 1_000_000
MARCH_2025 = date(2025, 3, 5)


def sums(due: Due) -> list[tuple[str, int | None]]:
    return [(item.code, item.amount) for item in due.items]


def test_the_figures_of_march_2025() -> None:
    """27 deaths are Rp1.134 billion, one work accident Rp70 million, together Rp1.204 billion."""
    by_illness = death(WAKATOBI, MARCH_2025)
    at_work = death(WAKATOBI, MARCH_2025, work_accident=True, wage=BASE)

    assert 27 * by_illness.total == 1_134_000_000
    assert at_work.total == 70_000_000
    assert 27 * by_illness.total + at_work.total == 1_204_000_000


SANTUNAN = ("santunan", 20_000_000)
PERIODIC = ("periodic", 12_000_000)
BURIAL = ("burial", 10_000_000)
DEATHS: dict[str, tuple[dict[str, Any], list[tuple[str, int]]]] = {
    "by illness": ({"on": MARCH_2025}, [SANTUNAN, PERIODIC, BURIAL]),
    "wage does not count for an illness": (
        {"on": MARCH_2025, "wage": 5_000_000}, [SANTUNAN, PERIODIC, BURIAL],
    ),
    "the last day of the old tariff": (
        {"on": date(2019, 12, 1)},
        [("santunan", 16_200_000), ("periodic", 4_800_000), ("burial", 3_000_000)],
    ),
    "the first day of the new tariff": ({"on": date(2019, 12, 2)}, [SANTUNAN, PERIODIC, BURIAL]),
    "the third month is not over": (
        {"on": date(2025, 6, 4), "registered_on": MARCH_2025}, [BURIAL],
    ),
    "three months are over": (
        {"on": date(2025, 6, 5), "registered_on": MARCH_2025}, [SANTUNAN, PERIODIC, BURIAL],
    ),
    "a short membership before Permenaker 1/2025": (
        {"on": date(2025, 2, 23), "registered_on": date(2025, 2, 1)}, [SANTUNAN, PERIODIC, BURIAL],
    ),
    "a short membership from Permenaker 1/2025 on": (
        {"on": date(2025, 2, 24), "registered_on": date(2025, 2, 1)}, [BURIAL],
    ),
    "at work on the first day": (
        {"on": MARCH_2025, "registered_on": MARCH_2025, "work_accident": True},
        [("santunan", 48_000_000), PERIODIC, BURIAL],
    ),
    "at work with twice the wage base": (
        {"on": MARCH_2025, "work_accident": True, "wage": 2 * BASE},
        [("santunan", 96_000_000), PERIODIC, BURIAL],
    ),
    "at work, never less than by illness": (
        {"on": MARCH_2025, "work_accident": True, "wage": 400_000}, [SANTUNAN, PERIODIC, BURIAL],
    ),
    "at work before the new tariff": (
        {"on": date(2019, 12, 1), "work_accident": True},
        [("santunan", 48_000_000), ("periodic", 4_800_000), ("burial", 3_000_000)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "due"), DEATHS.values(), ids=DEATHS)
def test_death(asked: dict[str, Any], due: list[tuple[str, int]]) -> None:
    found = death(WAKATOBI, **asked)

    assert sums(found) == due
    assert found.total == sum(amount for _, amount in due)


def test_before_december_2019_a_death_was_24_million() -> None:
    found = death(WAKATOBI, date(2019, 12, 1))
    assert found.total == 24_000_000
    assert {item.code: item.sure for item in found.items}["periodic"] == "unverified"


RULES = {
    date(2015, 7, 1): "PP 44/2015",
    date(2019, 12, 1): "PP 44/2015",
    date(2019, 12, 2): "PP 44/2015 jo. PP 82/2019",
    date(2022, 1, 1): "PP 44/2015 jo. PP 82/2019; Permenaker 5/2021",
    date(2025, 2, 23): "PP 44/2015 jo. PP 82/2019 jo. PP 49/2023; Permenaker 5/2021",
    date(2025, 2, 24): (
        "PP 44/2015 jo. PP 82/2019 jo. PP 49/2023; Permenaker 5/2021 jo. Permenaker 1/2025"
    ),
}


@pytest.mark.parametrize(("on", "rule"), RULES.items(), ids=str)
def test_rule_in_force(on: date, rule: str) -> None:
    assert death(WAKATOBI, on).rule_in_force == rule


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "before any rule": ({"on": date(2015, 6, 30)}, "the first one holds from 2015-07-01"),
    "not yet a member": ({"on": MARCH_2025, "registered_on": date(2025, 3, 6)}, "not yet a member"),
}


@pytest.mark.parametrize(("asked", "reason"), REFUSED.values(), ids=REFUSED)
def test_nothing_is_counted(asked: dict[str, Any], reason: str) -> None:
    for work_accident in (False, True):
        with pytest.raises(NotDueError, match=reason):
            death(WAKATOBI, **asked, work_accident=work_accident)
    with pytest.raises(NotDueError, match=reason):
        accident(WAKATOBI, **asked)


def test_accident_figures_from_before_2019_are_not_held() -> None:
    with pytest.raises(NotDueError, match="holds no JKK figures"):
        accident(WAKATOBI, date(2019, 12, 1))


CHILDREN = {
    "kindergarten": (Child("tk"), 87_000_000),
    "primary school": (Child("sd"), 84_000_000),
    "two years of primary school left": (Child("sd", 2), 78_000_000),
    "more years left than the level has": (Child("sd", 9), 84_000_000),
    "middle school": (Child("smp"), 75_000_000),
    "high school": (Child("sma"), 69_000_000),
    "university": (Child("kuliah"), 60_000_000),
    "last year of university": (Child("kuliah", 1), 12_000_000),
    "just graduated": (Child("kuliah", 0), 0),
}


@pytest.mark.parametrize(("child", "amount"), CHILDREN.values(), ids=CHILDREN)
def test_what_a_child_has_left(child: Child, amount: int) -> None:
    assert left(WAKATOBI, MARCH_2025, child) == amount


SCHOLARSHIPS: dict[str, tuple[dict[str, Any], list[int]]] = {
    "the most that a family can get": ({"on": MARCH_2025}, [174_000_000]),
    "two children": ({"on": MARCH_2025, "children": [Child("sma"), Child("tk")]},
                     [69_000_000, 87_000_000]),
    "of three those with the most left": (
        {"on": MARCH_2025, "children": [Child("kuliah"), Child("smp"), Child("sd")]},
        [75_000_000, 84_000_000],
    ),
    "less than three years a member": (
        {"on": MARCH_2025, "registered_on": date(2022, 3, 6), "children": [Child("sd")]}, [],
    ),
    "three years a member": (
        {"on": MARCH_2025, "registered_on": date(2022, 3, 5), "children": [Child("sd")]},
        [84_000_000],
    ),
    "at work no minimum": (
        {"on": MARCH_2025, "registered_on": MARCH_2025, "work_accident": True,
         "children": [Child("sd")]},
        [84_000_000],
    ),
    "before the new tariff none": ({"on": date(2019, 12, 1), "children": [Child("sd")]}, []),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "amounts"), SCHOLARSHIPS.values(), ids=SCHOLARSHIPS)
def test_scholarships_are_conditional(asked: dict[str, Any], amounts: list[int]) -> None:
    found = death(WAKATOBI, **asked)

    assert [item.amount for item in found.conditional] == amounts
    assert all(item.code == "scholarship" and item.condition for item in found.conditional)
    assert "scholarship" not in [item.code for item in found.items]


def test_only_a_death_by_illness_asks_for_three_years() -> None:
    by_illness, at_work, hurt = (
        found.conditional[-1].condition or ""
        for found in (
            death(WAKATOBI, MARCH_2025),
            death(WAKATOBI, MARCH_2025, work_accident=True),
            accident(WAKATOBI, MARCH_2025),
        )
    )
    assert "iuran paling sedikit 3 tahun" in by_illness
    assert "iuran" not in at_work
    assert "cacat total tetap" in hurt


INJURIES = {
    "nothing found yet": (Injury(), BASE, []),
    "five months off": (Injury(5), BASE, [("stmb_first", 5_000_000)]),
    "a year off": (Injury(12), BASE, [("stmb_first", 12_000_000)]),
    "half the wage from the thirteenth month": (
        Injury(15), BASE, [("stmb_first", 12_000_000), ("stmb_after", 1_500_000)],
    ),
    "disabled wholly, 68 million": (
        Injury(total_disability=True), BASE,
        [("total_disability", 56_000_000), ("periodic", 12_000_000)],
    ),
    "disabled wholly after two months, twice the wage": (
        Injury(2, total_disability=True), 2 * BASE,
        [("stmb_first", 4_000_000), ("total_disability", 112_000_000), ("periodic", 12_000_000)],
    ),
    "a part of the body": (Injury(table_percent=40), BASE, [("partial_disability", 32_000_000)]),
    "half the function of it": (
        Injury(table_percent=40, function_lost_percent=50), BASE,
        [("partial_disability", 16_000_000)],
    ),
    "a part, then wholly": (
        Injury(total_disability=True, table_percent=40), BASE,
        [("total_disability", 56_000_000), ("periodic", 12_000_000)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("injury", "wage", "due"), INJURIES.values(), ids=INJURIES)
def test_accident(injury: Injury, wage: int, due: list[tuple[str, int]]) -> None:
    found = accident(WAKATOBI, MARCH_2025, wage=wage, injury=injury)

    assert sums(found) == due
    assert found.total == sum(amount for _, amount in due)
    assert {item.code for item in found.items}.isdisjoint(item.code for item in found.conditional)


def test_what_an_accident_may_bring_besides() -> None:
    found = {item.code: item for item in accident(WAKATOBI, MARCH_2025).conditional}

    assert found["treatment"].amount is None
    assert found["home_care"].amount == 20_000_000
    assert found["transport_land"].amount == 5_000_000
    assert (found["transport_sea"].amount, found["transport_sea"].sure) == (2_000_000, "unverified")
    assert found["transport_air"].amount == 10_000_000
    assert found["stmb_first"].amount == BASE
    assert found["stmb_after"].amount == BASE // 2
    assert found["partial_disability"].amount is None


PAID_BY_REGENCY, PAID_BY_MEMBER = True, False
CONTRIBUTIONS = {
    "the regency pays in full": (date(2025, 3, 5), PAID_BY_REGENCY, "other", [10_000, 6_800]),
    "a fisher who pays, before the discount": (
        date(2026, 3, 31), PAID_BY_MEMBER, "other", [10_000, 6_800],
    ),
    "a fisher who pays, with the discount": (
        date(2026, 4, 1), PAID_BY_MEMBER, "other", [5_000, 3_400],
    ),
    "the discount does not reach public money": (
        date(2026, 4, 1), PAID_BY_REGENCY, "other", [10_000, 6_800],
    ),
    "the last day for a fisher": (date(2026, 12, 31), PAID_BY_MEMBER, "other", [5_000, 3_400]),
    "after it": (date(2027, 1, 1), PAID_BY_MEMBER, "other", [10_000, 6_800]),
    "transport began earlier": (date(2026, 1, 1), PAID_BY_MEMBER, "transport", [5_000, 3_400]),
    "and ends later": (date(2027, 3, 31), PAID_BY_MEMBER, "transport", [5_000, 3_400]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("on", "public_funds", "sector", "amounts"), CONTRIBUTIONS.values(), ids=CONTRIBUTIONS
)
def test_contribution(on: date, public_funds: bool, sector: Any, amounts: list[int]) -> None:
    found = monthly(WAKATOBI, on, public_funds=public_funds, sector=sector)

    assert [item.amount for item in found.items] == amounts
    assert found.total == sum(amounts)
    assert found.full == 16_800
    assert (found.discount is not None) == (found.total < found.full)


def test_whom_the_discount_misses_is_told() -> None:
    missed = monthly(WAKATOBI, date(2026, 4, 1), public_funds=True).missed
    assert missed is not None
    assert missed.percent == 50
    assert monthly(WAKATOBI, date(2025, 4, 1), public_funds=True).missed is None


def test_a_higher_wage_base_costs_more() -> None:
    found = monthly(WAKATOBI, MARCH_2025, public_funds=True, wage=2 * BASE)
    assert [item.amount for item in found.items] == [20_000, 6_800]


def test_no_contribution_is_held_before_2015() -> None:
    with pytest.raises(NotDueError):
        monthly(WAKATOBI, date(2015, 6, 30), public_funds=True)


@pytest.fixture(params=sorted(path.stem for path in FOLDER.glob("*.toml")))
def programme(request: pytest.FixtureRequest) -> Programme:
    return load(request.param)


def test_every_amount_is_sourced_in_every_programme(programme: Programme) -> None:
    today = date(2026, 11, 24)
    counted = [
        death(programme, today),
        death(programme, today, work_accident=True),
        accident(programme, today, injury=Injury(20, table_percent=10)),
    ]
    for due in counted:
        assert due.items
        assert all(item.amount for item in due.items)
        assert all(item.source and item.label for item in (*due.items, *due.conditional))
        assert all(item.condition for item in due.conditional)


def test_another_regency_has_its_own_figures_without_a_change_in_code() -> None:
    contoh = load("contoh")
    young = death(contoh, date(2025, 3, 1), registered_on=date(2025, 1, 1))
    assert sums(young) == [("burial", 6_000_000), ("rice", 2_000_000)]
    assert death(contoh, date(2025, 3, 1), work_accident=True).total == 50 * 1_500_000 + 6_000_000
    assert accident(contoh, date(2025, 3, 1), injury=Injury(8)).total == (6 + 2 * 0.75) * 1_500_000
    assert monthly(contoh, date(2026, 1, 1), public_funds=True).total == 9_375


MONTHS = {
    (date(2025, 1, 31), 1): date(2025, 2, 28),
    (date(2023, 11, 30), 3): date(2024, 2, 29),
    (date(2025, 12, 15), 1): date(2026, 1, 15),
    (date(2022, 3, 5), 36): date(2025, 3, 5),
}


@pytest.mark.parametrize(("start", "end"), MONTHS.items(), ids=str)
def test_months_after(start: tuple[date, int], end: date) -> None:
    assert months_after(*start) == end
