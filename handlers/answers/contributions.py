"""Who pays the monthly contribution, how much it is, and what it costs to pay oneself."""

import re

from handlers.amounts import in_full
from handlers.answers.coverage_day import with_choices
from handlers.answers.law import basis, meanings
from handlers.answers.offices import branch
from handlers.catalog import Rupiah
from handlers.contributions import monthly
from handlers.conversation import Chat, Reply
from handlers.registry import answers
from handlers.words import words

_ARREARS = "arrears_inactive"


@answers("contribution_payer")
def contribution_payer(chat: Chat) -> list[Reply]:
    payers: dict[str, list[str]] = {}
    for category in chat.programme.categories:
        if category.payer:
            payers.setdefault(category.payer, []).append(category.label)
    lines = "\n".join(f"- {', '.join(labels)}: {payer}" for payer, labels in payers.items())
    text = chat.text("contribution.payer", payers=lines) + basis(chat, "contribution_payer")
    ways = chat.choices("contribution_amount", "membership_status", "menu")
    return [*meanings(chat), Reply(text, ways)]


@answers("contribution_amount")
def contribution_amount(chat: Chat) -> list[Reply]:
    """A month at the wage base of the programme, paid by the regency; then paid by oneself.

    Whoever asks what the word means is told that, and no sum.
    """
    ways = chat.choices("contribution_payer", "membership_status", "office", "menu")
    if (meant := _meaning_only(chat)) is not None:
        return meant
    public = monthly(chat.programme, chat.today, public_funds=True)
    parts = "\n".join(
        f"- {each.label}: {chat.text('amount', amount=Rupiah(each.amount or 0))}"
        for each in public.items
    )
    text = chat.text(
        "contribution.amount",
        parts=parts,
        total=in_full(chat, public.total),
        base=Rupiah(public.wage),
    )
    return [*meanings(chat), Reply(text), Reply(_by_oneself(chat), ways)]


def _meaning_only(chat: Chat) -> list[Reply] | None:
    """None where nothing is explained, or a sum is asked for as well."""
    meant = meanings(chat)
    if not meant or re.search(words()["contributions"]["sum"], chat.understood.text.lower()):
        return None
    ways = chat.choices("contribution_payer", "contribution_amount", "menu")
    return with_choices(meant, ways)


def _by_oneself(chat: Chat) -> str:
    """With the discount of those who pay themselves, and whom it does not reach."""
    own = monthly(chat.programme, chat.today, public_funds=False)
    lines = [chat.text("contribution.own", total=Rupiah(own.total))]
    if own.discount:
        lines = [
            chat.text(
                "contribution.own_discount",
                total=Rupiah(own.total),
                full=Rupiah(own.full),
                percent=own.discount.percent,
                until=own.discount.valid_to or "-",
                rule=own.discount.citation,
            )
        ]
    arrears = chat.programme.deadline(_ARREARS, chat.today)
    if arrears and arrears.count:
        lines.append(chat.text("contribution.arrears", months=arrears.count))
    lines.append(chat.text("contribution.how", office=branch(chat).name))
    return "\n\n".join(lines)
