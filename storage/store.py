"""All that is known, within one transaction."""

from sqlalchemy import Connection

from storage.claim_cases import ClaimCases
from storage.conversations import Conversations
from storage.coverage_history import CoverageHistory
from storage.links import Links
from storage.outbox import Outbox
from storage.participants import Participants
from storage.sealing import Sealer
from storage.unclear import UnclearMessages


class Store:
    """`now` is the conversation's clock, `real_now` the wall's (seconds since the epoch)."""

    def __init__(
        self, connection: Connection, sealer: Sealer, *, now: float, real_now: float
    ) -> None:
        self.participants = Participants(connection, sealer)
        self.coverage_history = CoverageHistory(connection)
        self.conversations = Conversations(connection, sealer, now)
        self.links = Links(connection, now)
        self.claim_cases = ClaimCases(connection, sealer, now)
        self.outbox = Outbox(connection, sealer, real_now)
        self.unclear = UnclearMessages(connection, sealer, real_now)
