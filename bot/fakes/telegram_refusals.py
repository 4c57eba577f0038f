"""What the Bot API answers where it refuses: status, description and parameters, word for word."""

from typing import Any


class RefusalError(Exception):
    """An answer with `ok: false`; `parameters` tells how long to wait or where a group went."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        told = {"parameters": self.parameters} if self.parameters else {}
        return {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
            **told,
        }


def bad_request(words: str) -> RefusalError:
    return RefusalError(400, f"Bad Request: {words}")


def too_many(seconds: int) -> RefusalError:
    return RefusalError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def migrated(to_chat: int) -> RefusalError:
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    return RefusalError(400, words, migrate_to_chat_id=to_chat)


def blocked() -> RefusalError:
    return RefusalError(403, "Forbidden: bot was blocked by the user")


def deactivated() -> RefusalError:
    return RefusalError(403, "Forbidden: user is deactivated")
