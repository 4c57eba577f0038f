"""Forms: declared slots that are asked in order, and the small engine that asks them."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TypeVar

from handlers.conversation import Chat, Choice, Reply
from handlers.dialogue import Frame
from handlers.parsing import Problem

Parse = Callable[[str, Chat], object]


@dataclass(frozen=True, slots=True)
class Slot:
    """One question: its parser, the choices that answer it, and when it need not be asked.

    `stated` reads the value out of an answer to another question; `numeric` where a bare number
    is the answer itself and not the number of a choice; `wording` names the key of the question
    where it depends on what is known; `phone_helps` where sharing the number may spare it.
    """

    parse: Parse
    stated: Parse | None = None
    choices: tuple[str, ...] = ()
    needless: Callable[[Chat], bool] = lambda _chat: False
    numeric: bool = False
    wording: Callable[[Chat], str] = lambda _chat: "ask"
    phone_helps: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The form is finished; with `proved` the waiting question is answered for that person."""

    replies: list[Reply] = field(default_factory=list)
    proved: bytes | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """The form goes on: these slots are asked anew."""

    reply: Reply
    forget: tuple[str, ...]


class Form:
    """A frozen dataclass whose fields, made by `slot`, are the questions in their order."""

    name: ClassVar[str]
    version: ClassVar[int]

    def done(self, chat: Chat, frame: Frame) -> Done | Again:
        raise NotImplementedError


_forms: dict[str, type[Form]] = {}
AnyForm = TypeVar("AnyForm", bound=type[Form])


def form(name: str, *, version: int) -> Callable[[AnyForm], AnyForm]:
    """Register a form; its words are `<name>.<slot>.ask` and `<name>.<slot>.<problem>`."""

    def register(cls: AnyForm) -> AnyForm:
        cls.name, cls.version = name, version
        _forms[name] = cls
        return cls

    return register


def slot(
    parse: Parse,
    *,
    stated: Parse | None = None,
    choices: tuple[str, ...] = (),
    needless: Callable[[Chat], bool] = lambda _chat: False,
    numeric: bool = False,
    wording: Callable[[Chat], str] = lambda _chat: "ask",
    phone_helps: bool = False,
) -> Any:
    """Declare a question; `choices` are values whose labels are `<form>.<slot>.<value>`."""
    declared = Slot(parse, stated, choices, needless, numeric, wording, phone_helps)
    return field(default=None, metadata={"slot": declared})


def registered_forms() -> dict[str, type[Form]]:
    return dict(_forms)


def form_of(frame: Frame) -> type[Form] | None:
    """None where another version of the code opened the form."""
    found = _forms.get(frame.form)
    return found if found is not None and found.version == frame.version else None


def slots_of(cls: type[Form]) -> dict[str, Slot]:
    return {part.name: part.metadata["slot"] for part in fields(cls)}  # type: ignore[arg-type]


def next_slot(cls: type[Form], frame: Frame, chat: Chat) -> str | None:
    """The first question that is neither answered nor needless."""
    for name, declared in slots_of(cls).items():
        if name not in frame.slots and not declared.needless(chat):
            return name
    return None


def question(cls: type[Form], name: str, chat: Chat) -> Reply:
    """The slot's question, with its choices."""
    declared = slots_of(cls)[name]
    return Reply(
        chat.text(f"{cls.name}.{name}.{declared.wording(chat)}"),
        slot_choices(cls, name, chat),
        asks_phone=declared.phone_helps and chat.contact.phone is None,
    )


def slot_choices(cls: type[Form], name: str, chat: Chat) -> tuple[Choice, ...]:
    return tuple(
        Choice(chat.text(f"{cls.name}.{name}.{value}"), f"set:{cls.name}:{name}:{value}")
        for value in slots_of(cls)[name].choices
    )


def explained(cls: type[Form], name: str, problem: Problem, chat: Chat) -> Reply:
    """What was wrong with an answer, and how to write it."""
    text = chat.text(f"{cls.name}.{name}.{problem.key}", **problem.values)
    return Reply(text, slot_choices(cls, name, chat))


def filled(cls: type[Form], frame: Frame, chat: Chat) -> Form:
    """The form with its answers parsed back; Problem where a stored answer no longer reads."""
    declared = slots_of(cls)
    values = {name: declared[name].parse(said, chat) for name, said in frame.slots.items()}
    return cls(**values)
