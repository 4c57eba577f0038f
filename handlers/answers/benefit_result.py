"""What the benefit form has counted: figures to keep, school money, and the next step."""

from dataclasses import dataclass
from datetime import date, timedelta

from handlers import school_money
from handlers.amounts import in_full
from handlers.answers.offices import branch
from handlers.benefit_facts import Cause
from handlers.benefits import death
from handlers.catalog import Rupiah
from handlers.citations import in_plain
from handlers.conversation import Attachment, Chat, MemberChat, Reply
from handlers.due import Due, Item, NotDueError, months_after
from handlers.pictures import Sheet, drawn
from handlers.programme import in_force
from handlers.programme_money import Minimum
from handlers.scholarships import CODE as SCHOLARSHIP
from handlers.schoolchildren import Schoolchildren
from storage.participants import Period


@dataclass(frozen=True, slots=True)
class Case:
    """What the form was told. `on` is today where nobody died; None where nobody knows."""

    on: date
    died: bool
    cause: Cause
    wage: int | None
    children: Schoolchildren | None
    registered_on: date | None
    member: MemberChat | None


def replies(chat: Chat, case: Case) -> list[Reply]:
    """The figures with a picture; the school money, year by year; then the next step."""
    known = case.member.participant if case.member else None
    if known and case.died and not known.covered_on(case.on):
        text = chat.text("benefit.not_covered", day=case.on, office=branch(chat).name)
        return [Reply(text, chat.choices("coverage_period", "office", "officer", "menu"))]
    since = member_since(known.periods, case.on) if known else case.registered_on
    try:
        due = _due(chat, case, since, work_accident=case.cause == "work")
    except NotDueError:
        text = chat.text("benefit.not_counted", day=case.on, office=branch(chat).name)
        return [Reply(text, chat.choices("office", "officer", "menu"))]
    rule = chat.text("benefit.rule", rule=in_plain(chat, due.rule_in_force))
    figures = chat.text(
        "benefit.counted",
        heading=_heading(chat, case),
        items="\n".join(f"- {_line(chat, each)}" for each in due.items),
        total=_total(chat, case, due, since),
        basis="\n".join(_basis(chat, case, due, since, rule)),
    )
    school = _school(chat, case, due)
    by_year = [Reply(school_money.by_year(chat, school))] if school else []
    after = "\n\n".join(_after(chat, case, due, since, school))
    ways = chat.choices("claim_documents", "claim_death", "office", "menu")
    picture = Attachment("photo", _file_name(chat, case), drawn(_sheet(chat, case, due, since)))
    return [Reply(figures, attachments=(picture,)), *by_year, Reply(after, ways)]


def member_since(periods: tuple[Period, ...], day: date) -> date | None:
    """The first day of the unbroken membership that holds the day; the agency's date first."""
    holding = [each for each in periods if each.covers(day)]
    if not holding:
        return None
    if holding[0].registered_on:
        return holding[0].registered_on
    start = holding[0].start
    for each in sorted(periods, key=lambda period: period.start, reverse=True):
        if each.start < start <= each.last_day + timedelta(days=1):
            start = each.start
    return start


def _due(chat: Chat, case: Case, since: date | None, *, work_accident: bool) -> Due:
    children = case.children.each if case.children else ()
    return death(
        chat.programme,
        case.on,
        work_accident=work_accident,
        wage=case.wage,
        registered_on=since,
        children=children,
    )


def _heading(chat: Chat, case: Case) -> str:
    when = chat.text("benefit.when.died" if case.died else "benefit.when.today", day=case.on)
    return chat.text(f"benefit.heading.{case.cause}", when=when)


def _total(chat: Chat, case: Case, due: Due, since: date | None) -> str:
    """With the other sum, where nobody knows yet whether it was work."""
    total = chat.text("benefit.total", total=in_full(chat, due.total))
    if case.cause != "unsure":
        return total
    at_work = _due(chat, case, since, work_accident=True).total
    return f"{total}\n\n{chat.text('benefit.if_work', total=in_full(chat, at_work))}"


def _basis(chat: Chat, case: Case, due: Due, since: date | None, rule: str) -> list[str]:
    """What was assumed, and `rule`: where the figures come from, said once."""
    lines = []
    minimum = _minimum(chat, case, "death")
    if minimum and since is None:
        lines.append(chat.text("benefit.assumed", months=minimum.months))
    elif minimum and since and case.on < months_after(since, minimum.months):
        lines.append(chat.text("benefit.minimum", label=minimum.label))
    lines.append(rule)
    if any(each.sure == "unverified" for each in due.items):
        lines.append(chat.text("benefit.unsure"))
    return lines


def _school(chat: Chat, case: Case, due: Due) -> school_money.School | None:
    """None without children at school, and where nothing is paid for them."""
    held = [each for each in due.conditional if each.code == SCHOLARSHIP]
    if not (held and case.children and case.children.counts):
        return None
    return school_money.school(chat, case.on, case.children, held[0].condition or "-")


def _after(
    chat: Chat, case: Case, due: Due, since: date | None, school: school_money.School | None
) -> list[str]:
    parts = []
    if case.member and since:
        last4 = case.member.participant.kpj[-4:]
        parts.append(chat.text("benefit.record", last4=last4, since=since))
    if school:
        parts += school_money.conditions(chat, school)
    elif case.children and case.children.counts:
        minimum = _minimum(chat, case, "scholarship")
        parts.append(chat.text("benefit.no_scholarship", label=minimum.label if minimum else "-"))
    parts.append(chat.text("benefit.next", office=branch(chat).name))
    return parts


def _minimum(chat: Chat, case: Case, what: str) -> Minimum | None:
    """The months of membership that a death outside work asks for on that day."""
    if case.cause == "work":
        return None
    held = in_force(chat.programme.minimums, case.on)
    return next((each for each in held if each.program == "JKM" and each.what == what), None)


def _line(chat: Chat, each: Item) -> str:
    return chat.text("benefit.line.sum", label=each.label, amount=Rupiah(each.amount or 0))


def _file_name(chat: Chat, case: Case) -> str:
    return f"{chat.text('benefit.picture.file')}-{case.on}.png"


def _sheet(chat: Chat, case: Case, due: Due, since: date | None) -> Sheet:
    school = _school(chat, case, due)
    sources = in_plain(chat, "; ".join(dict.fromkeys(each.source for each in due.items)))
    articles = chat.text("benefit.picture.source", sources=sources)
    return Sheet(
        title=chat.text("benefit.picture.title", regency=chat.programme.regency_title),
        heading=_heading(chat, case),
        rows=tuple((each.label, _amount(chat, each.amount or 0)) for each in due.items),
        total=(chat.text("benefit.picture.total"), _amount(chat, due.total)),
        in_words=in_full(chat, due.total),
        notes=(
            *(school_money.in_short(chat, school) if school else ()),
            *_basis(chat, case, due, since, articles),
            chat.text("benefit.picture.foot", bot=chat.programme.bot.name, today=chat.today),
        ),
    )


def _amount(chat: Chat, amount: int) -> str:
    return chat.text("amount", amount=Rupiah(amount))
