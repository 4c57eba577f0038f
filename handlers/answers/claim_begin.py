"""The ways into a case: a death that is told, an accident."""

from contextlib import suppress

from handlers import asking, claim_facts
from handlers.answers import claim_form, claim_result
from handlers.answers.accident_form import Chronology
from handlers.answers.claim_checklist import checklist
from handlers.answers.claim_result import actions
from handlers.conversation import Chat, Reply
from handlers.dates import past_date
from handlers.dialogue import Frame
from handlers.forms import Done
from handlers.problems import Problem
from storage.claim_cases import Facts


def begun(chat: Chat, *, lost: bool = False) -> list[Reply]:
    """`lost` where it is known that nobody was found: no condolence then."""
    case = chat.storage.claim_cases.own(chat.contact, "death")
    if case is None:
        return claim_form.opened(chat, lost=lost)
    chat.dialogue.asked = chat.understood.text  # the guide reads it where another one died
    key = "case.again.lost" if lost or _tells_of_the_lost(chat) else "case.again"
    return [
        Reply(chat.text(key, summary=claim_result.summary(chat, case)),
              actions(chat, "mine", "new", "wrong"))
    ]  # fmt: skip


def search_over(chat: Chat) -> list[Reply]:
    """Behind the numbers of the rescuers: nobody searches any more."""
    return begun(chat, lost=True)


def _tells_of_the_lost(chat: Chat) -> bool:
    with suppress(Problem):
        return claim_facts.stated_how(chat.understood.text) == "lost"
    return False


def chronology(chat: Chat) -> list[Reply]:
    frame = Frame(Chronology.name, Chronology.version, then="report_accident")
    chat.dialogue.frames = [each for each in chat.dialogue.frames if each.form != frame.form]
    with suppress(Problem):
        day = past_date(chat.understood.text, chat.today, asked=False)
        frame.slots["happened_on"] = day.isoformat()
    result = asking.open_form(chat, frame)
    return result.replies if isinstance(result, Done) else result


def accident_papers(chat: Chat) -> list[Reply]:
    """The list of an injury; kept as a case of its own, so that it can be ticked."""
    cases = chat.storage.claim_cases
    case = cases.own(chat.contact, "accident")
    case = case or cases.open(chat.contact, "accident", Facts(), None)
    return [Reply(chat.text("accident.if_death")), checklist(chat, case)]
