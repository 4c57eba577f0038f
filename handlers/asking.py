"""The engine of forms: takes what was said into the open form, asks what is still missing."""

from dataclasses import replace

from handlers.conversation import Chat, Reply
from handlers.dialogue import Frame
from handlers.forms import (
    Again,
    Done,
    Form,
    Slot,
    explained,
    filled,
    form_of,
    next_slot,
    question,
    slots_of,
)
from handlers.problems import Problem

MOST_REMINDERS = 2


def open_form(chat: Chat, frame: Frame) -> list[Reply] | Done:
    """Put the form on top and ask its first question; `Done` where nothing is left to ask."""
    chat.dialogue.frames.append(frame)
    return go_on(chat)


def go_on(chat: Chat) -> list[Reply] | Done:
    """Ask the next question of the open form, or finish it."""
    frame, cls = chat.dialogue.frames[-1], top_form(chat)
    if cls is None:
        chat.dialogue.frames.pop()
        return [Reply(chat.text("form.changed"), chat.choices("menu"))]
    name = next_slot(cls, frame, chat)
    if name is not None:
        return [question(cls, name, chat)]
    try:
        result = filled(cls, frame, chat).done(chat, frame)
    except Problem:  # a stored answer that this version no longer reads
        frame.slots.clear()
        return go_on(chat)
    if isinstance(result, Again):
        for slot in result.forget:
            frame.slots.pop(slot, None)
        return [result.reply]
    chat.dialogue.frames.pop()
    return result


def take(chat: Chat, said: str) -> bool | Problem:
    """True where the words answer the open question or another slot; else what was wrong."""
    frame, cls = chat.dialogue.frames[-1], top_form(chat)
    name = next_slot(cls, frame, chat) if cls else None
    if cls is None or name is None:
        return True
    before, frame.reminders = frame.reminders, 0
    wrong: Problem | None = None
    try:
        frame.slots[name] = _read(slots_of(cls)[name], said, chat)
    except Problem as problem:
        wrong = problem
    if take_stated(chat, said, but=name) or wrong is None:
        return True
    frame.reminders = before
    return wrong


def take_stated(chat: Chat, said: str, *, but: str | None = None) -> bool:
    """Take the values that stand in the words unasked; True where there was one."""
    frame, cls = chat.dialogue.frames[-1], top_form(chat)
    declared = slots_of(cls) if cls else {}
    others = [name for name in declared if name != but and declared[name].stated]
    taken = [each for each in others if _take_stated(frame, each, declared[each], said, chat)]
    return bool(taken)


def nothing_left(chat: Chat) -> bool:
    """True where every question of the open form is answered."""
    frame, cls = chat.dialogue.frames[-1], top_form(chat)
    return cls is not None and next_slot(cls, frame, chat) is None


def choose(chat: Chat, form: str, slot: str, value: str) -> bool:
    """Take a tapped choice; False where it belongs to a question that is no longer open."""
    frame, cls = chat.dialogue.top, top_form(chat)
    if frame is None or cls is None or cls.name != form or next_slot(cls, frame, chat) != slot:
        return False
    if value not in slots_of(cls)[slot].choices:
        return False
    frame.slots[slot] = value
    return True


def explain(chat: Chat, problem: Problem) -> Reply:
    """Why the answer to the open question could not be read."""
    cls, name = _open_question(chat)
    return explained(cls, name, problem, chat)


def ask_again(chat: Chat) -> Reply:
    """The open question once more, shorter, after something else was answered."""
    cls, name = _open_question(chat)
    chat.dialogue.frames[-1].reminders += 1
    short = chat.text(f"{cls.name}.{name}.missing")
    return replace(question(cls, name, chat), text=chat.text("form.back_to", question=short))


def open_question(chat: Chat) -> Reply:
    """The open question once more, in full."""
    return question(*_open_question(chat), chat)


def open_slot(chat: Chat) -> str:
    return _open_question(chat)[1]


def may_remind(chat: Chat) -> bool:
    """A form that was asked again and again waits silently: its answer is still taken."""
    return top_form(chat) is not None and chat.dialogue.frames[-1].reminders < MOST_REMINDERS


def step_back(chat: Chat) -> None:
    """Forget the newest answer of the open form."""
    frame, cls = chat.dialogue.top, top_form(chat)
    if frame is None or cls is None:
        return
    answered = [name for name in slots_of(cls) if name in frame.slots]
    if answered:
        del frame.slots[answered[-1]]


def numbers_are_answers(chat: Chat) -> bool:
    """True where a bare figure answers the open question itself and picks no choice."""
    if chat.dialogue.top is None or top_form(chat) is None:
        return False
    cls, name = _open_question(chat)
    return slots_of(cls)[name].numeric


def top_form(chat: Chat) -> type[Form] | None:
    return form_of(chat.dialogue.top) if chat.dialogue.top else None


def _open_question(chat: Chat) -> tuple[type[Form], str]:
    frame, cls = chat.dialogue.frames[-1], top_form(chat)
    name = next_slot(cls, frame, chat) if cls else None
    if cls is None or name is None:
        raise LookupError("no question is open")
    return cls, name


def _read(declared: Slot, said: str, chat: Chat) -> str:
    if said in declared.choices:
        return said
    return str(declared.parse(said, chat))


def _take_stated(frame: Frame, name: str, declared: Slot, said: str, chat: Chat) -> bool:
    """A value for another slot than the one that was asked is taken, and is never a wrong try."""
    assert declared.stated is not None
    try:
        frame.slots[name] = str(declared.stated(said, chat))
    except Problem:
        return False
    return True
