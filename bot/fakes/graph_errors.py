"""Refusals of the Graph API: HTTP status and words for each code that we know of.

Codes and words of Meta's OpenAPI v23.0 where it has them; those of messages from its error pages.
"""

from typing import Any

_OAUTH = "OAuthException"
_ERRORS: dict[int, tuple[int, str]] = {
    1: (500, "An unexpected error occurred"),
    2: (503, "An unexpected error occurred. Please retry your request"),
    4: (400, "Application request limit reached"),
    10: (403, "Application does not have permission for this action"),
    100: (400, "Invalid parameter"),
    190: (401, "Invalid OAuth access token"),
    200: (403, "This operation requires additional permissions"),
    368: (403, "Temporarily blocked for policies violations"),
    80007: (400, "Business request limit reached for WhatsApp Business Account"),
    130429: (429, "Rate limit hit"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (503, "Service unavailable"),
    131026: (400, "Message undeliverable"),
    131030: (400, "Recipient phone number not in allowed list"),
    131042: (400, "Business eligibility payment issue"),
    131047: (400, "Re-engagement message"),
    131048: (429, "Spam rate limit hit"),
    131049: (400, "This message was not delivered to maintain healthy ecosystem engagement"),
    131050: (400, "User has opted out of marketing messages"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132015: (400, "Template is paused"),
}


class RefusalError(Exception):
    """A call that the Graph API does not take; `details` say what exactly."""

    def __init__(self, code: int, details: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.status, self.title = _ERRORS[code]
        self.details = details or self.title

    def body(self) -> dict[str, Any]:
        error = {
            "message": f"(#{self.code}) {self.title}",
            "type": _OAUTH,
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": "AFakeTraceOnLoopback",
        }
        return {"error": error}

    def in_status(self) -> dict[str, Any]:
        """The same as an element of a status's `errors`."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details},
        }
