"""The chronology of an accident at work: four questions, and a text to hand in."""

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.answers.claim_checklist import checklist
from handlers.answers.claim_result import actions, purpose
from handlers.answers.offices import branch
from handlers.conversation import Chat, Reply
from handlers.dates import past_date
from handlers.dialogue import Frame
from handlers.forms import Done, Form, form, slot
from handlers.plain import plain
from handlers.problems import Problem
from storage.claim_cases import Facts
from storage.outbox import Body

FOLLOW_UP_DAYS = 2
LONGEST = 160
_SHORTEST = 3


def _words(said: str, longest: int = LONGEST) -> str:
    """Problems: missing, too_long (most)."""
    text = " ".join(plain(said).split())
    if len(text) < _SHORTEST:
        raise Problem("missing")
    if len(text) > longest:
        raise Problem("too_long", most=longest)
    return text


@form("chronology", version=1)
@dataclass(frozen=True)
class Chronology(Form):
    """Day, place, what happened, and whom the office can call: as the rule for a report asks."""

    happened_on: date = slot(
        lambda said, chat: past_date(said, chat.today),
        stated=lambda said, chat: past_date(said, chat.today, asked=False),
    )
    place: str = slot(lambda said, _chat: _words(said))
    story: str = slot(lambda said, _chat: _words(said, 2 * LONGEST))
    contact: str = slot(lambda said, _chat: _words(said))

    def done(self, chat: Chat, frame: Frame) -> Done:
        """Kept for the family; nothing is sent to the office. Asked after again in two days."""
        case = chat.storage.claim_cases.open(
            chat.contact, "accident", Facts(dict(frame.slots)), None
        )
        ways = tuple((each.label, each.value) for each in actions(chat, "accident_papers", "start"))
        chat.storage.outbox.put(
            chat.contact,
            [Body(chat.text("accident.follow_up"), ways)],
            kind="notice",
            not_before=(chat.now + timedelta(days=FOLLOW_UP_DAYS)).timestamp(),
            purpose=purpose(case),
        )
        text = chat.text(
            "chronology.text",
            day=self.happened_on,
            place=self.place,
            story=self.story,
            contact=self.contact,
        )
        due = chat.text("chronology.hand_in", office=branch(chat).name, days=FOLLOW_UP_DAYS)
        return Done([Reply(text), Reply(due), checklist(chat, case)])
