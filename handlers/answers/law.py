"""The law that the programme rests on: the list, a provision's text, its meaning in plain words."""

from collections.abc import Callable
from itertools import groupby

from handlers.citations import in_plain
from handlers.conversation import Chat, Reply
from handlers.law import Finding, Quote, find
from handlers.law_topics import about, resting_on
from handlers.programme import in_force
from handlers.programme_facts import Instrument, Provision
from handlers.registry import answers

Line = Callable[[Chat, Provision], str]

_PARTS = ("bagian", "pasal", "ayat", "angka", "huruf")
_MOST_MEANINGS = 5  # more would be a long first message; the texts follow anyway


@answers("legal_basis")
def legal_basis(chat: Chat) -> list[Reply]:
    """What is not held is said not to be held, never guessed."""
    quotes, not_held = _meant(chat)
    replies = []
    if quotes:
        few = len(quotes) <= _MOST_MEANINGS
        replies.append(_meaning(chat, quotes) if few else _titles(chat, quotes))
    texts = [_by_instrument(chat, quotes, _text_line)] if quotes else []
    texts += [_not_held(chat, finding) for finding in not_held]
    if texts:
        replies.append(Reply("\n\n".join(texts)))
    ways = ("legal_basis", "eligibility", "menu") if replies else ("eligibility", "menu")
    *before, last = replies or [_list(chat)]
    return [*before, Reply(last.text, chat.choices(*ways))]


def meanings(chat: Chat, *, besides: str = "") -> list[Reply]:
    """The provision in plain words where the question asks for what it says; else nothing.

    `besides` is the topic whose answer says the provisions that it rests on by itself.
    """
    said = resting_on(chat.programme, besides)
    quotes = about(chat.programme, chat.understood.text)
    quotes = tuple(quote for quote in quotes if quote not in said)
    return [_meaning(chat, quotes)] if quotes else []


def basis(chat: Chat, topic: str) -> str:
    """A paragraph that names the provisions a topic rests on; empty where there is none."""
    quotes = resting_on(chat.programme, topic)
    if not quotes:
        return ""
    named = "; ".join(
        f"{title} {', '.join(_address(chat, quote.provision) for quote in held)}"
        for title, held in _grouped(quotes)
    )
    return "\n\n" + chat.text("law.basis", provisions=named)


def _meant(chat: Chat) -> tuple[tuple[Quote, ...], list[Finding]]:
    """By number; without one by the words of the question, first in the instrument it names."""
    said = chat.understood.text
    findings = find(chat.programme, said)
    if not any(finding.read.has_address for finding in findings):
        asked = about(chat.programme, said)
        named = {each.code for finding in findings for each in finding.instruments}
        inside = tuple(quote for quote in asked if quote.instrument.code in named)
        if asked:
            return inside or asked, []
    held = dict.fromkeys(quote for finding in findings for quote in finding.quotes)
    return tuple(held), [finding for finding in findings if not finding.held]


def _list(chat: Chat) -> Reply:
    held = [instrument for instrument in chat.programme.law if instrument.provisions]
    lines = "\n".join(f"- {_named(chat, each)}" for each in held)
    rules = in_force(chat.programme.rules, chat.today)
    rule = in_plain(chat, rules[0].name) if rules else "-"
    return Reply(chat.text("law.list", instruments=lines, rule=rule))


def _named(chat: Chat, each: Instrument) -> str:
    if each.about is None:
        return each.title
    return chat.text("law.instrument", title=each.title, about=each.about)


def _meaning(chat: Chat, quotes: tuple[Quote, ...]) -> Reply:
    explained = tuple(quote for quote in quotes if quote.provision.plain)
    if not explained:
        return _titles(chat, quotes)
    return Reply(chat.text("law.meaning", lines=_by_instrument(chat, explained, _plain_line)))


def _titles(chat: Chat, quotes: tuple[Quote, ...]) -> Reply:
    titles = [_named(chat, held[0].instrument) for _, held in _grouped(quotes)]
    return Reply(chat.text("law.titles", instruments="\n".join(titles)))


def _not_held(chat: Chat, finding: Finding) -> str:
    lines = [chat.text("law.not_held", reference=finding.read.written)]
    for each in finding.instruments:
        if each.provisions:
            known = ", ".join(dict.fromkeys(_article(chat, held) for held in each.provisions))
            lines.append(chat.text("law.held_of", title=each.title, provisions=known))
        if each.url:
            lines.append(chat.text("law.read_at", title=each.title, url=each.url))
    return "\n".join(lines)


def _by_instrument(chat: Chat, quotes: tuple[Quote, ...], line: Line) -> str:
    return "\n\n".join(
        "\n".join([title, *(line(chat, quote.provision) for quote in held)])
        for title, held in _grouped(quotes)
    )


def _grouped(quotes: tuple[Quote, ...]) -> list[tuple[str, list[Quote]]]:
    groups = groupby(quotes, key=lambda quote: quote.instrument.title)
    return [(title, list(held)) for title, held in groups]


def _plain_line(chat: Chat, provision: Provision) -> str:
    return chat.text("law.line", address=_address(chat, provision), text=provision.plain)


def _text_line(chat: Chat, provision: Provision) -> str:
    return chat.text("law.line", address=_address(chat, provision), text=provision.text)


def _address(chat: Chat, provision: Provision) -> str:
    said = [(part, getattr(provision, part)) for part in _PARTS]
    return " ".join(chat.text(f"law.{part}", value=value) for part, value in said if value)


def _article(chat: Chat, provision: Provision) -> str:
    """The widest part of its address: what a list of what is held names."""
    part = next(part for part in _PARTS if getattr(provision, part))
    return chat.text(f"law.{part}", value=getattr(provision, part))
