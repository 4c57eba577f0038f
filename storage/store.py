"""All that is known, within one transaction."""

from sqlalchemy import Connection

from storage.audit import Audit
from storage.claim_cases import ClaimCases
from storage.consents import Consents
from storage.conversations import Conversations
from storage.links import Links
from storage.notice_codes import NoticeCodes
from storage.officers import Officers
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
        self.conversations = Conversations(connection, sealer, now)
        self.links = Links(connection, now)
        self.consents = Consents(connection, now)
        self.notice_codes = NoticeCodes(connection, sealer)
        self.officers = Officers(connection, sealer, now)
        self.audit = Audit(connection, sealer, real_now)
        self.claim_cases = ClaimCases(connection, sealer, now)
        self.outbox = Outbox(connection, sealer, real_now)
        self.unclear = UnclearMessages(connection, sealer, real_now)
