"""What people on WhatsApp do, as elements of a webhook in the shapes of Meta's examples."""

import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.fakes.graph_webhook import Webhook
from bot.fakes.telegram_changes import Changes

Wire = dict[str, Any]
PHONE_NUMBER_ID = "106540352242922"
ACCOUNT_ID = "102290129340398"


@dataclass(frozen=True)
class Person:
    """`wa_id` is the number without plus, where it is shown; `user_id` the business-scoped id."""

    wa_id: str | None
    user_id: str | None = None
    name: str = "Wa Ode Tiruan"

    @property
    def address(self) -> str:
        return self.wa_id or self.user_id or ""


def person(who: str | Person) -> Person:
    return who if isinstance(who, Person) else Person(who)


class People:
    """Verbs that put one element into one webhook; `element` builds it without sending."""

    def __init__(self, secret: str, retry_seconds: float) -> None:
        self.changes = Changes()
        self.webhook = Webhook(secret, self.changes, retry_seconds)
        self.last_message_at: dict[str, float] = {}
        self._ids = itertools.count(1)

    def says(self, who: str | Person, text: str, **more: Any) -> Wire:
        return self.sends(who, "text", {"body": text}, **more)

    def taps(self, who: str | Person, value: str, label: str = "x", *, row: bool = False) -> Wire:
        """A reply button, or a row of a list."""
        kind = "list_reply" if row else "button_reply"
        return self.sends(who, "interactive", {"type": kind, kind: {"id": value, "title": label}})

    def reacts(self, who: str | Person, emoji: str = "👍") -> Wire:
        return self.sends(who, "reaction", {"message_id": self.new_id(), "emoji": emoji})

    def changes_number(self, who: str | Person, new_wa_id: str) -> Wire:
        content = {"body": "changed", "wa_id": new_wa_id, "type": "user_changed_number"}
        return self.sends(who, "system", content)

    def sends(self, who: str | Person, kind: str, content: Wire, **more: Any) -> Wire:
        """One message in a webhook of its own; returns the element."""
        element = self.element(who, kind, content, **more)
        contacts = [] if kind == "system" else [self.contact(who)]
        self.webhook.put(self.payload([self.value(messages=[element], contacts=contacts)]))
        return element

    def element(
        self, who: str | Person, kind: str, content: Wire, *, at: float | None = None, **more: Any
    ) -> Wire:
        sender = person(who)
        sent_at = time.time() if at is None else at
        if kind not in ("reaction", "system"):
            last = self.last_message_at.get(sender.address, 0.0)
            self.last_message_at[sender.address] = max(last, sent_at)
        known: Wire = {"from": sender.wa_id} if sender.wa_id else {}
        if sender.user_id:
            known["from_user_id"] = sender.user_id
        return {
            **known,
            "id": self.new_id(),
            "timestamp": str(int(sent_at)),
            "type": kind,
            kind: content,
            **more,
        }

    def contact(self, who: str | Person) -> Wire:
        sender = person(who)
        known = {"wa_id": sender.wa_id, "user_id": sender.user_id}
        return {"profile": {"name": sender.name}} | {k: v for k, v in known.items() if v}

    def value(
        self,
        *,
        messages: Sequence[Wire] = (),
        statuses: Sequence[Wire] = (),
        contacts: Sequence[Wire] = (),
    ) -> Wire:
        lists: Mapping[str, Sequence[Wire]] = {
            "contacts": contacts,
            "messages": messages,
            "statuses": statuses,
        }
        return {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "6281100000", "phone_number_id": PHONE_NUMBER_ID},
            **{name: list(listed) for name, listed in lists.items() if listed},
        }

    def payload(self, values: Sequence[Wire]) -> Wire:
        changes = [{"value": value, "field": "messages"} for value in values]
        return {
            "object": "whatsapp_business_account",
            "entry": [{"id": ACCOUNT_ID, "changes": changes}],
        }

    def new_id(self) -> str:
        return f"wamid.FAKE{next(self._ids):012d}"
