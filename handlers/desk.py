"""An officer at work in a chat: what only a joined officer is given."""

from dataclasses import dataclass

from handlers.conversation import Chat, Choice
from storage.officers import Officer


@dataclass(frozen=True, slots=True)
class Desk:
    """Made by `at_desk` only, so that an act without its officer is a type error."""

    chat: Chat
    officer: Officer

    def record(self, act: str, **what: object) -> None:
        """Into the audit, under this officer's name; ids and counts only."""
        self.chat.storage.audit.record(self.officer.actor, act, **what)

    def ways(self, *acts: str) -> tuple[Choice, ...]:
        """Ways on at the desk: `desk.do.<act>` names them."""
        return tuple(Choice(self.chat.text(f"desk.do.{act}"), f"desk:{act}") for act in acts)

    def way(self, act: str, rest: int) -> Choice:
        return Choice(self.chat.text(f"desk.do.{act}"), f"desk:{act}:{rest}")


def at_desk(chat: Chat) -> Desk | None:
    """Asked anew at each message: a removed officer has no powers left."""
    officer = chat.storage.officers.of(chat.contact.id)
    return Desk(chat, officer) if officer else None
