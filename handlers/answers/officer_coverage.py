"""At the desk: was a member covered on a day, and what was known of it when.

The NIK is neither said back nor recorded. An unknown one is answered as one of another village,
so that nobody learns who is a member elsewhere.
"""

from dataclasses import dataclass
from datetime import date

from handlers import asking, parsing
from handlers.conversation import Chat, Reply
from handlers.coverage_known import in_words, known_about, village_now
from handlers.desk import Desk, at_desk
from handlers.dialogue import Frame
from handlers.forms import Done, Form, form, slot
from handlers.number_runs import without_niks
from handlers.plain import plain

TODAY = "today"
_BEGINNING = 3  # lines: now, then, and the heading of the history
_MOST = 6  # lines of the history


def ask(desk: Desk, _rest: str) -> list[Reply]:
    """NIK and day; both may stand in one message."""
    result = asking.open_form(desk.chat, Frame(DeskCoverage.name, DeskCoverage.version))
    return result.replies if isinstance(result, Done) else result


def _day(said: str, chat: Chat, *, asked: bool = True) -> date:
    """Problems: missing, unclear, no_such_day."""
    if said == TODAY:
        return chat.today
    return parsing.any_date(without_niks(plain(said)), chat.today, asked=asked)


@form("desk_coverage", version=1)
@dataclass(frozen=True)
class DeskCoverage(Form):
    """Whose cover, and on which day."""

    nik: str = slot(
        lambda said, _chat: parsing.nik(said),
        stated=lambda said, _chat: parsing.nik(said),
    )
    day: date = slot(
        _day, stated=lambda said, chat: _day(said, chat, asked=False), choices=(TODAY,)
    )

    def done(self, chat: Chat, frame: Frame) -> Done:
        desk = at_desk(chat)
        if desk is None:
            return Done([Reply(chat.text("desk.no_officer"), chat.choices("menu"))])
        village = village_now(chat.storage, self.nik)
        found = village is not None and desk.officer.serves(village)
        desk.record("coverage.read", found=found)
        ways = desk.ways("coverage", "menu")
        if not found:
            return Done([Reply(chat.text("desk.coverage.not_here"), ways)])
        return Done([Reply(_told(chat, self.nik, self.day), ways)])


def _told(chat: Chat, nik: str, day: date) -> str:
    """The newest of a long history, and how much is older; one run has none."""
    lines = in_words(chat.words, chat.programme, known_about(chat.storage, nik, day))
    first, history = lines[:_BEGINNING], lines[_BEGINNING:]
    if len(history) == 1:
        return "\n".join(first[:-1])
    if (older := len(history) - _MOST) > 0:
        history = [chat.text("desk.coverage.older", count=older), *history[older:]]
    return "\n".join([*first, *history])
