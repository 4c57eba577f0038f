"""How much is paid, by the rules in force today; every figure is the programme file's."""

from handlers.amounts import in_full
from handlers.answers import benefit_form
from handlers.benefits import accident, death
from handlers.catalog import Rupiah
from handlers.citations import in_plain
from handlers.conversation import Chat, Choice, Reply
from handlers.dialogue import Frame
from handlers.due import Due, Item
from handlers.programme import in_force
from handlers.registry import answers

_CARE = ("need", "cap")


@answers("benefit_death")
def benefit_death(chat: Chat) -> Frame | Reply:
    """The usual figures at once; a message that tells of a death or of children is counted."""
    frame = benefit_form.opened(chat)
    if benefit_form.tells_of_a_case(frame):
        return frame
    chat.dialogue.asked = chat.understood.text  # the form reads it when it is opened
    due = death(chat.programme, chat.today)
    at_work = death(chat.programme, chat.today, work_accident=True)
    first = frame.slots.get("cause") == "work"
    text = chat.text(
        "benefit.death_at_work" if first else "benefit.death",
        amounts=_amounts(chat, at_work if first else due),
        otherwise=in_full(chat, due.total if first else at_work.total),
        minimum=minimum_for(chat, "death"),
        base=Rupiah(at_work.wage),
        rule=in_plain(chat, due.rule_in_force),
    )
    ways = chat.choices("claim_death", "scholarship", "heirs", "menu")
    return Reply(text, (_for_my_family(chat), *ways))


@answers("benefit_accident")
def benefit_accident(chat: Chat) -> list[Reply]:
    """Treatment first; then what is paid for the wage that is lost, and for good."""
    due = accident(chat.programme, chat.today)
    held = [each for each in due.conditional if each.code in _kinds(chat)]
    care = [each for each in held if _kinds(chat)[each.code] in _CARE]
    money = [each for each in held if each not in care]
    return [
        Reply(chat.text("benefit.accident", benefits=_accident_lines(chat, care))),
        Reply(
            chat.text(
                "benefit.accident.money",
                benefits=_accident_lines(chat, money),
                base=Rupiah(due.wage),
                rule=in_plain(chat, due.rule_in_force),
            ),
            chat.choices("report_accident", "benefit_death", "office", "menu"),
        ),
    ]


@answers("scholarship")
def scholarship(chat: Chat) -> Reply:
    held = in_force(chat.programme.scholarships, chat.today)[0]
    levels = "\n".join(
        "- " + chat.text("scholarship.level", level=each.label, amount=Rupiah(each.per_year),
                         years=each.years)
        for each in in_force(chat.programme.school_levels, chat.today)
    )  # fmt: skip
    text = chat.text(
        "scholarship", levels=levels, most=in_full(chat, held.most), condition=held.condition,
        minimum=minimum_for(chat, "scholarship"),
    )  # fmt: skip
    return Reply(text, (_for_my_family(chat), *chat.choices("claim_documents", "office", "menu")))


def death_amounts(chat: Chat) -> str:
    """The lines of a death that is no work accident, and their sum."""
    return _amounts(chat, death(chat.programme, chat.today))


def _amounts(chat: Chat, due: Due) -> str:
    lines = [
        f"- {chat.text('benefit.line.sum', label=each.label, amount=Rupiah(each.amount or 0))}"
        for each in due.items
    ]
    return "\n".join([*lines, chat.text("benefit.total", total=in_full(chat, due.total))])


def _for_my_family(chat: Chat) -> Choice:
    return Choice(chat.text("benefit.open"), f"open:{benefit_form.Benefit.name}")


def minimum_for(chat: Chat, what: str) -> str:
    """How long a membership must be for a death outside work, as the programme file says it."""
    held = in_force(chat.programme.minimums, chat.today)
    return "; ".join(each.label for each in held if each.program == "JKM" and each.what == what)


def _kinds(chat: Chat) -> dict[str, str]:
    """The kind of each benefit after an accident, by code."""
    held = in_force(chat.programme.benefits, chat.today)
    return {each.code: each.kind for each in held if each.when != "death"}


def _accident_lines(chat: Chat, items: list[Item]) -> str:
    return "\n".join(f"- {_accident_line(chat, each, _kinds(chat)[each.code])}" for each in items)


def _accident_line(chat: Chat, each: Item, kind: str) -> str:
    if kind == "percent":
        return each.label
    if each.amount is None:
        return chat.text("benefit.line.need", label=each.label, condition=each.condition)
    return chat.text(f"benefit.line.{kind}", label=each.label, amount=Rupiah(each.amount))
