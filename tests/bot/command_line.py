"""What a command said, and how it ended."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Said:
    exit_code: int | str | None
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on the one line."""
        [line] = self.stdout.splitlines()
        found: dict[str, Any] = json.loads(line)
        return found


Run = Callable[..., Said]
