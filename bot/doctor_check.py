"""What a check of `doctor` finds."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Check:
    """`what` was found and how to `fix` it, a line each; no token, no address of a person."""

    name: str
    state: State
    what: str
    fix: str = ""
