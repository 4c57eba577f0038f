"""At the desk: families on the way to a claim, and an officer's word that a death is true."""

from handlers.answers import claim_result
from handlers.answers.families import OnTheWay, on_the_way
from handlers.choosing import number
from handlers.conversation import Choice, Reply
from handlers.desk import Desk

_PAGE = 5
_PAPERS = 5  # the first to get; a message stays short


def seen(desk: Desk) -> list[OnTheWay]:
    """Only of the villages that the officer serves; of an unknown one, who serves all."""
    chat = desk.chat
    return [
        each
        for each in on_the_way(chat.storage, chat.programme, chat.now)
        if desk.officer.serves(each.village_code or "")
    ]


def listed(desk: Desk, rest: str) -> list[Reply]:
    """Some at a time; `rest` is how many to leave out."""
    chat, families = desk.chat, seen(desk)
    skip = number(rest) or 0
    shown, left = families[skip : skip + _PAGE], len(families) - skip - _PAGE
    desk.record("claims.listed", cases=[each.case.id for each in shown])
    if not shown:
        return [Reply(chat.text("desk.claims.none"), desk.ways("tickets", "menu"))]
    lines = [chat.text("desk.claims", count=len(families)), *(line(desk, each) for each in shown)]
    choices = [Choice(_label(desk, each), f"desk:claim:{each.case.id}") for each in shown]
    if left > 0:
        choices.append(Choice(chat.text("desk.more", count=left), f"desk:claims:{skip + _PAGE}"))
    return [Reply("\n".join(lines), (*choices, *desk.ways("menu")))]


def line(desk: Desk, each: OnTheWay) -> str:
    text = desk.chat.text(
        "desk.claims.line", family=_label(desk, each), since=each.since, state=_state(desk, each)
    )
    return f"{text} {desk.chat.text('desk.claims.stuck')}" if each.stuck else text


def opened(desk: Desk, rest: str) -> list[Reply] | None:
    each = _found(desk, rest)
    if each is None:
        return None
    desk.record("claim.read", case=each.case.id)
    return [page(desk, each)]


def page(desk: Desk, each: OnTheWay) -> Reply:
    """Masked; what can be done depends on who reported it."""
    chat = desk.chat
    first = [paper.label for paper in each.missing[:_PAPERS]]
    missing = "; ".join([*first, *(["…"] if len(each.missing) > _PAPERS else [])]) or "-"
    lines = [
        line(desk, each),
        chat.text(f"desk.claim.{each.case.kind}"),
        chat.text("desk.claim.missing", count=len(each.missing), missing=missing),
    ]
    acts: tuple[str, ...] = ()
    if not each.confirmed:
        lines.append(chat.text("desk.claim.stranger"))
        acts = ("confirm", "wrong")
    elif each.case.for_family:
        acts = ("undo", "wrong")
    ways = tuple(desk.way(act, each.case.id) for act in acts)
    return Reply("\n".join(lines), (*ways, *desk.ways("claims", "menu")))


def confirm(desk: Desk, rest: str) -> list[Reply] | None:
    """Asked twice: the family's other notices are held, and the claim's news reach them."""
    each = _found(desk, rest)
    if each is None or each.confirmed:
        return None
    return [_sure(desk, each, "confirm")]


def confirm_yes(desk: Desk, rest: str) -> list[Reply] | None:
    each = _found(desk, rest)
    if each is None or each.confirmed:
        return None
    case = desk.chat.storage.claim_cases.confirm(each.case)
    if case is None:
        return None
    claim_result.hush(desk.chat, case)
    desk.record("claim.confirmed", case=case.id)
    text = desk.chat.text("desk.confirmed", family=_label(desk, each))
    return [Reply(text, (desk.way("undo", case.id), *desk.ways("claims", "menu")))]


def undo(desk: Desk, rest: str) -> list[Reply] | None:
    """The family hears no more of it; the reporter's own list stays."""
    each = _found(desk, rest)
    if each is None or not each.case.for_family:
        return None
    hushed = {contact.id for contact in desk.chat.storage.claim_cases.family(each.case)}
    if desk.chat.storage.claim_cases.take_back(each.case) is None:
        return None
    _speak_again(desk, each, hushed)
    desk.record("claim.confirmation_undone", case=each.case.id)
    return [Reply(desk.chat.text("desk.undone"), desk.ways("claims", "menu"))]


def wrong(desk: Desk, rest: str) -> list[Reply] | None:
    each = _found(desk, rest)
    return [_sure(desk, each, "wrong")] if each and each.case.kind == "death" else None


def wrong_yes(desk: Desk, rest: str) -> list[Reply] | None:
    """The report is taken back, as by the family's own `salah lapor`."""
    each = _found(desk, rest)
    if each is None or each.case.kind != "death":
        return None
    hushed = {contact.id for contact in desk.chat.storage.claim_cases.family(each.case)}
    desk.chat.storage.claim_cases.withdraw(each.case)
    _speak_again(desk, each, hushed)
    desk.record("claim.withdrawn", case=each.case.id)
    return [Reply(desk.chat.text("desk.withdrawn"), desk.ways("claims", "menu"))]


def _speak_again(desk: Desk, each: OnTheWay, hushed: set[int]) -> None:
    """What waited because of this report goes on, but for who mourns by another."""
    storage, nik_index = desk.chat.storage, each.case.nik_index
    storage.outbox.take_back(claim_result.purpose(each.case))
    storage.outbox.release_notices(hushed - storage.claim_cases.mourners(hushed, but=each.case))
    other = storage.claim_cases.of_family(nik_index, "death") if nik_index else None
    if other is not None:
        claim_result.hush(desk.chat, other)


def _sure(desk: Desk, each: OnTheWay, act: str) -> Reply:
    text = desk.chat.text(f"desk.{act}.ask", family=_label(desk, each), since=each.since)
    return Reply(text, (desk.way(f"{act}_yes", each.case.id), *desk.ways("claims", "menu")))


def _found(desk: Desk, rest: str) -> OnTheWay | None:
    return next((each for each in seen(desk) if str(each.case.id) == rest), None)


def _label(desk: Desk, each: OnTheWay) -> str:
    village = desk.chat.programme.village(each.village_code or "")
    return desk.chat.text(
        "desk.family",
        who=each.who or desk.chat.text("desk.family.unknown"),
        village=village.name if village else "-",
        number=each.case.id,
    )


def _state(desk: Desk, each: OnTheWay) -> str:
    """The agency's word, else the paper that the family waits for."""
    if each.state:
        return desk.chat.text(f"desk.state.{each.state}")
    if each.missing:
        return desk.chat.text("desk.state.waits", paper=each.missing[0].label)
    return desk.chat.text("desk.state.complete")
