"""What the store must know of the programme to check a feed."""

from handlers.programme import Programme
from storage.feeds.rules import Rules

STALE_DAYS = 45  # the agency's feed is expected every month


def rules_of(programme: Programme) -> Rules:
    """Categories, villages and the clock that a feed's rows are checked against."""
    return Rules(
        categories=programme.category_codes,
        villages=frozenset(village.code for village in programme.villages),
        zone=programme.timezone,
    )
