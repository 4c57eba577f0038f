"""Who answers a message: danger, a choice, a command, the open form, the intent, else a menu.

Values of choices: `go:<intent>` asks a topic, `set:<form>:<slot>:<value>` answers a question,
`who:<link>:<intent>` and `who:new:<intent>` say whom a personal question is about,
`open:<form>` opens a form that nobody need be known for, `stop:form` closes the open one,
`case:<act>:<case>` goes on with a family's claim (see `handlers.answers.claim_case`),
`lang:<code>` changes the language, `unlink:<link>` and `unlink:all` forget a person,
`desk:<act>:<rest>` is an officer's work (see `handlers.answers.officer_desk`),
`notice:off:<purposes>` stops notices, `undo:<on|off>:<purposes>` takes back what was just done,
`read:<what>` only shows that somebody is there, so that what waited for them may leave.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from handlers import answers as _answers  # noqa: F401 - registers them
from handlers import asking, claim_facts, identity
from handlers.answers import (
    benefit_form,
    claim_aside,
    claim_begin,
    claim_case,
    claim_form,
    claim_list,
    claim_mine,
    danger,
    joining,
    notice_check,
    notices,
    officer_desk,
    personal_data,
    scams,
    settings,
    unclear,
)
from handlers.answers.small_talk import TOPICS
from handlers.choosing import Command, command, out_of_range, picked
from handlers.conversation import Chat, Inbound, MemberChat, Reply, as_list
from handlers.dialogue import Frame
from handlers.follow_up import asks, follow_up
from handlers.forms import Done
from handlers.problems import Problem
from handlers.registry import Answered, answer_to
from handlers.understanding.understand import Understood, understand

MOST_REPLIES = 3
COURTESIES = ("greeting", "thanks", "goodbye")  # nobody is called back to a form after these
MOST_FIRST_REPLIES = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """What a message led to; `intent` names the answer, `unclear` where there was none."""

    replies: list[Reply]
    intent: str
    confidence: float
    language: str
    unclear: bool = False


def turn(chat: Chat, inbound: Inbound) -> Turn:
    """Answer one message; `chat.dialogue` holds the new state afterwards."""
    said = chat.understood
    offered = chat.dialogue.offered
    asked, chat.dialogue.asked = chat.dialogue.asked, None
    desk = None if inbound.choice else officer_desk.spoken(chat, inbound.text)
    value = None if inbound.edited else inbound.choice or picked(chat, inbound.text)
    if desk is not None:
        intent, replies = desk[0], _beside_form(chat, *desk[1])
        confidence = 1.0
    elif value is not None:
        chat, intent, replies = _choice(_in_words(chat, asked), value)
        confidence = 1.0
    else:
        intent, replies = _words(chat, inbound)
        confidence = said.confidence if intent == said.intent else 1.0
    replies = _one_list_of_choices(_few(chat, replies))
    chat.dialogue.offered = [(c.label, c.value) for reply in replies for c in reply.choices]
    if not replies:
        chat.dialogue.offered = offered
    if intent in TOPICS:
        chat.dialogue.topic = intent
    is_asked_back = chat.dialogue.asked is not None and intent != "danger"
    left_open = is_asked_back and said.decision != "answer"
    return Turn(replies, intent, confidence, chat.words.language, left_open)


def _few(chat: Chat, replies: list[Reply]) -> list[Reply]:
    """The first ones and the last, which asks or offers what comes next."""
    most = MOST_FIRST_REPLIES if chat.contact.is_new else MOST_REPLIES
    return replies if len(replies) <= most else [*replies[: most - 1], replies[-1]]


def _words(chat: Chat, inbound: Inbound) -> tuple[str, list[Reply]]:
    """Words, a shared number or a file: no choice was made."""
    said = chat.understood
    if inbound.edited:
        return _corrected(chat)
    if inbound.contact_phone and not inbound.attachment and not said.text.strip():
        return "phone", _phone_shared(chat)
    if officer_desk.is_writing(chat) and not command(said.text) and said.text.strip():
        return _in_form(chat)
    if claim_aside.search_is_over(chat):
        return "claim_death", claim_begin.begun(chat)
    if said.distress and not claim_aside.tells_of_the_lost(chat):
        return "danger", [danger.emergency(chat, said.distress)]
    if not said.text.strip():
        return "nothing", _beside_form(chat, unclear.nothing_to_read(chat, inbound.attachment))
    if (ordered := command(said.text)) and not _is_answer(chat, said.text):
        return _command(chat, ordered)
    if (replies := claim_list.ticked(chat) or claim_aside.beneath(chat)) is not None:
        return "claim_status", replies
    if out_of_range(chat, said.text):
        return "unknown_choice", [unclear.no_such_number(chat)]
    if (about_notice := notice_check.checked(chat)) is not None:
        return "scam", _beside_form(chat, *about_notice)
    if scams.pasted(chat):
        return "scam", _beside_form(chat, *scams.scam(chat))
    if chat.dialogue.top is not None:
        return _in_form(chat)
    return _asked(chat)


def _is_answer(chat: Chat, text: str) -> bool:
    """Where a number is asked, 0 is the answer."""
    return text == "0" and asking.numbers_are_answers(chat)


def _command(chat: Chat, ordered: Command) -> tuple[str, list[Reply]]:
    if ordered == "back" and chat.dialogue.frames:
        asking.step_back(chat)
        return "back", _continue(chat)
    if ordered in ("stop", "stop_all", "resume"):
        intent = "subscribe" if ordered == "resume" else "unsubscribe"
        done = notices.ordered(chat, ordered)
        return intent, _beside_form(chat, done) if done else [notices.which_to_stop(chat)]
    if ordered == "cancel" and not chat.dialogue.frames and (undo := notices.offered_undo(chat)):
        _, intent, replies = _choice(chat, undo)
        return intent, replies
    if ordered == "cancel":
        was_open = bool(chat.dialogue.frames or chat.dialogue.kept)
        chat.dialogue.frames.clear()
        chat.dialogue.kept.clear()
        return "cancel", [unclear.cancelled(chat, was_open=was_open)]
    intent = "greeting" if ordered == "start" else "menu"
    return intent, claim_mine.beside_kept(chat, _answer(chat, intent))


def _choice(chat: Chat, value: str) -> tuple[Chat, str, list[Reply]]:
    kind, _, rest = value.partition(":")
    act = _CHOICES.get(kind)
    found = act(chat, rest) if act else None
    if found is None:
        return chat, "unknown_choice", _beside_form(chat, unclear.old_choice(chat))
    return found


_Chosen = tuple[Chat, str, list[Reply]] | None


def _chosen_topic(chat: Chat, intent: str) -> _Chosen:
    if answer_to(intent) is None:
        return None
    if intent == "menu":
        return chat, intent, claim_mine.beside_kept(chat, _answer(chat, intent))
    return chat, intent, _keeping_form(chat, lambda: _answer(chat, intent))


def _chosen_slot(chat: Chat, rest: str) -> _Chosen:
    form, _, rest = rest.partition(":")
    slot, _, value = rest.partition(":")
    if not asking.choose(chat, form, slot, value):
        return None
    return chat, _subject(chat.dialogue.frames[-1]), _continue(chat)


def _chosen_person(chat: Chat, rest: str) -> _Chosen:
    who, _, intent = rest.partition(":")
    asked = answer_to(intent)
    if asked is None or not asked.personal:
        return None
    if who == "new":
        return chat, intent, _open(chat, identity.proof(chat, intent))
    links = [link for link in chat.storage.links.of(chat.contact) if str(link.id) == who]
    member = identity.member(chat, links[0].nik_index) if links else None
    if member is None:
        return None
    return chat, intent, _keeping_form(chat, lambda: _said(chat, asked.function(member)))


def _chosen_form(chat: Chat, name: str) -> _Chosen:
    opened = _OPENED.get(name)
    if opened is None:
        return None
    frame = opened(chat)
    return chat, _subject(frame), _open(chat, frame)


def _chosen_stop(chat: Chat, what: str) -> _Chosen:
    if what != "form" or not chat.dialogue.frames:
        return None
    chat.dialogue.frames.clear()
    return chat, "cancel", [unclear.cancelled(chat, was_open=True)]


def _chosen_case(chat: Chat, rest: str) -> _Chosen:
    replies = claim_case.chosen(chat, rest)
    return (chat, "claim_status", replies) if replies else None


def _chosen_desk(chat: Chat, rest: str) -> _Chosen:
    replies = officer_desk.chosen(chat, rest)
    return (chat, officer_desk.INTENT, replies) if replies else None


def _chosen_language(chat: Chat, code: str) -> _Chosen:
    spoken = settings.speaking(chat, code)
    if spoken is None:
        return None
    return spoken, "language", _beside_form(spoken, settings.language_changed(spoken))


def _chosen_forgetting(chat: Chat, who: str) -> _Chosen:
    reply = personal_data.forget(chat, who)
    return (chat, "delete_data", [reply]) if reply else None


def _chosen_notice(chat: Chat, rest: str) -> _Chosen:
    reply = notices.chosen(chat, rest)
    return (chat, "unsubscribe", _beside_form(chat, reply)) if reply else None


def _chosen_undo(chat: Chat, rest: str) -> _Chosen:
    reply = notices.undone(chat, rest)
    return (chat, "subscribe", _beside_form(chat, reply)) if reply else None


def _chosen_reading(chat: Chat, _what: str) -> _Chosen:
    return chat, "read", []


_OPENED: dict[str, Callable[[Chat], Frame]] = {
    benefit_form.Benefit.name: benefit_form.opened,
    joining.NotListed.name: joining.not_listed,
}
_CHOICES: dict[str, Callable[[Chat, str], _Chosen]] = {
    "go": _chosen_topic,
    "set": _chosen_slot,
    "who": _chosen_person,
    "open": _chosen_form,
    "stop": _chosen_stop,
    "case": _chosen_case,
    "desk": _chosen_desk,
    "lang": _chosen_language,
    "unlink": _chosen_forgetting,
    "notice": _chosen_notice,
    "undo": _chosen_undo,
    "read": _chosen_reading,
}


def _subject(frame: Frame) -> str:
    """What an open form is about: the question that waits for it, else the form itself."""
    return frame.then or frame.form


def _phone_shared(chat: Chat) -> list[Reply]:
    if chat.dialogue.top is not None:
        return _continue(chat)
    return [unclear.phone_noted(chat, known=bool(identity.family_on_phone(chat)))]


def _in_form(chat: Chat) -> tuple[str, list[Reply]]:
    """The expected answer is tried first; a clear question interrupts, and the form goes on."""
    form = _subject(chat.dialogue.frames[-1])
    if chat.dialogue.frames[-1].form == claim_form.ClaimGuide.name:
        beside = claim_aside.aside(chat) or claim_aside.question(chat)
        if beside is not None:
            return form, beside
    said = chat.understood
    meant = follow_up(said.text, form)
    if meant and asks(said.text):
        return meant, _interrupt(chat, meant)
    taken = asking.take(chat, said.text)
    if not isinstance(taken, Problem):
        return form, _continue(chat)
    meant = meant or (said.intent if _is_clear_question(said) else None)
    if taken.key == "missing" and meant:
        return meant, _interrupt(chat, meant)
    return form, [asking.explain(chat, taken)]


def _corrected(chat: Chat) -> tuple[str, list[Reply]]:
    """An edited message counts only where it answers the question that is still open."""
    if asking.top_form(chat) is None or isinstance(
        asking.take(chat, chat.understood.text), Problem
    ):
        return "correction", []
    return _subject(chat.dialogue.frames[-1]), _continue(chat)


def _is_clear_question(said: Understood) -> bool:
    return said.decision == "answer" and said.intent != "out_of_scope"


def _interrupt(chat: Chat, intent: str) -> list[Reply]:
    asked, top = answer_to(intent), chat.dialogue.frames[-1]
    if asked and asked.personal and top.form == identity.Identity.name:
        top.then = intent  # the same question of who asks serves the new question
        top.relation = chat.understood.entities.relation or top.relation
        top.said = chat.understood.text
        return [asking.ask_again(chat)]
    if intent in COURTESIES:
        return _answer(chat, intent)
    return _keeping_form(chat, lambda: _answer(chat, intent))


def _asked(chat: Chat) -> tuple[str, list[Reply]]:
    said = chat.understood
    if meant := follow_up(said.text, chat.dialogue.topic):
        return meant, _answer(chat, meant)
    if said.decision == "offer" and claim_facts.plainly_tells_of_death(said.text):
        return "claim_death", _answer(chat, "claim_death")
    if said.decision != "answer" or said.also:
        chat.dialogue.asked = said.text
    if said.decision == "offer":
        return said.intent, [unclear.offer(chat)]
    if said.decision == "menu":
        return "out_of_scope", [unclear.not_understood(chat)]
    return said.intent, unclear.with_second_question(chat, _answer(chat, said.intent))


def _answer(chat: Chat, intent: str) -> list[Reply]:
    """The registered answer; a personal one only for a person that is proved or linked."""
    asked = answer_to(intent)
    if asked is None:
        return [unclear.not_understood(chat)]
    subject: Chat | MemberChat | Frame | Reply = chat
    if asked.personal:
        subject = identity.whose(chat, intent)
    if isinstance(subject, Reply):
        return [subject]
    if isinstance(subject, Frame):
        return _open(chat, subject)
    return _said(chat, asked.function(subject))


def _said(chat: Chat, answered: Answered) -> list[Reply]:
    return _open(chat, answered) if isinstance(answered, Frame) else as_list(answered)


def _open(chat: Chat, frame: Frame) -> list[Reply]:
    if any(opened.form == frame.form for opened in chat.dialogue.frames):
        chat.dialogue.frames = [f for f in chat.dialogue.frames if f.form != frame.form]
    return _finished(chat, asking.open_form(chat, frame), frame)


def _continue(chat: Chat) -> list[Reply]:
    frame = chat.dialogue.frames[-1]
    return _finished(chat, asking.go_on(chat), frame)


def _finished(chat: Chat, result: list[Reply] | Done, frame: Frame) -> list[Reply]:
    """What follows a form's end: its own words, the question that waited for it, the form below."""
    if not isinstance(result, Done):
        return result
    if result.proved is None or frame.then is None:
        return _beside_form(chat, *result.replies)
    asking_chat = _in_words(chat, frame.said)
    member, asked = identity.member(asking_chat, result.proved), answer_to(frame.then)
    if member is None or asked is None:
        return _beside_form(chat, *result.replies)
    return _keeping_form(chat, lambda: [*result.replies, *_said(chat, asked.function(member))])


def _in_words(chat: Chat, said: str | None) -> Chat:
    """The chat about the words that asked what is answered now; about its own where none wait."""
    if said is None:
        return chat
    understood = understand(said, today=chat.today, villages=chat.programme.villages)
    return chat.understanding(understood)


def _keeping_form(chat: Chat, answer: Callable[[], list[Reply]]) -> list[Reply]:
    """The answer, and the question of the form that was open; an answer may open its own."""
    open_before = chat.dialogue.top
    replies = answer()
    if chat.dialogue.top is not open_before:
        return replies
    return _beside_form(chat, *replies)


def _beside_form(chat: Chat, *replies: Reply) -> list[Reply]:
    """The replies, and where a form is open its question again, so that nobody is left hanging."""
    if not replies or not asking.may_remind(chat):
        return list(replies)
    return [*replies, asking.ask_again(chat)]


def _one_list_of_choices(replies: list[Reply]) -> list[Reply]:
    """Only the last list of choices stays: a typed number must mean one thing."""
    last = max((n for n, reply in enumerate(replies) if reply.choices), default=-1)
    return [reply if n == last else replace(reply, choices=()) for n, reply in enumerate(replies)]
