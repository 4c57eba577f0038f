"""Which function answers which intent."""

from collections.abc import Callable
from enum import Enum
from typing import Any, NamedTuple, TypeVar, overload

from handlers.conversation import Chat, MemberChat, Replies
from handlers.dialogue import Frame

Answered = Replies | Frame  # a frame opens its form
Answer = Callable[[Chat], Answered]
MemberAnswer = Callable[[MemberChat], Answered]
AnyAnswer = TypeVar("AnyAnswer", bound=Answer)
AnyMemberAnswer = TypeVar("AnyMemberAnswer", bound=MemberAnswer)


class Needs(Enum):
    """What must be settled before an answer."""

    IDENTITY = "identity"


class Registered(NamedTuple):
    """An answer, and whether it is about somebody's own record."""

    function: Callable[[Any], Answered]
    personal: bool


_answers: dict[str, Registered] = {}


@overload
def answers(intent: str) -> Callable[[AnyAnswer], AnyAnswer]: ...
@overload
def answers(intent: str, *, needs: Needs) -> Callable[[AnyMemberAnswer], AnyMemberAnswer]: ...
def answers(intent: str, *, needs: Needs | None = None) -> Callable[[Any], Any]:
    """Register the function that answers an intent; with `needs`, identity is proved first."""

    def register(function: Callable[[Any], Answered]) -> Callable[[Any], Answered]:
        if intent in _answers:
            raise ValueError(f"two functions answer {intent}")
        _answers[intent] = Registered(function, personal=needs is Needs.IDENTITY)
        return function

    return register


def answer_to(intent: str) -> Registered | None:
    return _answers.get(intent)


def answered_intents() -> tuple[str, ...]:
    return tuple(_answers)
