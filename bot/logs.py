"""Structured log lines on stderr. Long numbers are masked, whoever wrote them."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){5,}")
_DAY = re.compile(r"\b(?:\d{4}-\d\d-\d\d|\d\d?[-/.]\d\d?[-/.]\d{4})\b")
_SECRET_IN_URL = re.compile(r"/bot\d+:[\w-]+")
_NEVER_AT_INFO = ("httpx", "httpcore", "aiogram", "telegram", "aiohttp.access", "alembic")


def set_up(level: str) -> None:
    """Called once, before the first request: httpx and the bot libraries log URLs with tokens."""
    logging.basicConfig(level=level.upper(), stream=sys.stderr, format="%(message)s", force=True)
    for name in _NEVER_AT_INFO:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            masked,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def masked(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blank out numbers of six digits and more, dates and bot tokens in every text of the line."""
    for key, value in event.items():
        if isinstance(value, str) and key != "timestamp":
            event[key] = mask(value)
    return event


def mask(text: str) -> str:
    text = _SECRET_IN_URL.sub("/bot…", text)
    return _LONG_NUMBER.sub("…", _DAY.sub("…", text))


def where(error: BaseException) -> dict[str, str]:
    """An error for the log: its kind and place, never its words (they may quote a person)."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-4:]]
    return {"error": type(error).__name__, "at": " < ".join(reversed(places))}
