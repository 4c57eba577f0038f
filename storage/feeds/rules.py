"""What the store must know of a programme to check a feed; handed in by the caller."""

from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo


@dataclass(frozen=True)
class Rules:
    """`categories` are codes; `villages` dotted Kemendagri codes, empty where any will do."""

    categories: frozenset[str]
    villages: frozenset[str] = frozenset()
    zone: tzinfo = timezone(timedelta(hours=8), "WITA")
