"""All that is known, within one transaction."""

from sqlalchemy import Connection

from storage.audience import Audience
from storage.audit import Audit
from storage.broadcast_delivery import BroadcastDelivery
from storage.broadcast_report import BroadcastReport
from storage.broadcasts import Broadcast, Broadcasts
from storage.claim_cases import ClaimCases
from storage.consents import Consents
from storage.conversations import Conversations
from storage.coverage_history import CoverageHistory
from storage.links import Links
from storage.notice_answers import NoticeAnswers
from storage.officers import Officers
from storage.outbox import Outbox
from storage.participants import Participants
from storage.reminders import Reminders
from storage.sealing import Sealer
from storage.tickets import Tickets
from storage.unclear import UnclearMessages
from storage.visits import Visits


class Store:
    """`now` is the conversation's clock, `real_now` the wall's (seconds since the epoch)."""

    def __init__(
        self, connection: Connection, sealer: Sealer, *, now: float, real_now: float
    ) -> None:
        self._within = (connection, sealer)
        self._real_now = real_now
        self.participants = Participants(connection, sealer)
        self.coverage_history = CoverageHistory(connection)
        self.conversations = Conversations(connection, sealer, now)
        self.links = Links(connection, now)
        self.consents = Consents(connection, now)
        self.notice_answers = NoticeAnswers(connection, now)
        self.officers = Officers(connection, sealer, now)
        self.audit = Audit(connection, sealer, real_now)
        self.claim_cases = ClaimCases(connection, sealer, now)
        self.broadcasts = Broadcasts(connection, sealer, real_now)
        self.reminders = Reminders(connection, real_now)
        self.tickets = Tickets(connection, sealer, now)
        self.visits = Visits(connection, real_now)
        self.outbox = Outbox(connection, sealer, real_now)
        self.unclear = UnclearMessages(connection, sealer, real_now)

    def audience(self, grief_since: float) -> Audience:
        return Audience(*self._within, grief_since)

    def delivery(self, broadcast: Broadcast) -> BroadcastDelivery:
        return BroadcastDelivery(*self._within, self._real_now, broadcast)

    def report(self, broadcast: Broadcast) -> BroadcastReport:
        return BroadcastReport(self._within[0], broadcast)
