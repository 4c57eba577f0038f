"""The phone page as it leaves the server: words filled in, files read once, strict headers."""

import html
import json
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from handlers.catalog import Words

_FOLDER = Path(__file__).parent
_SERVED = ("*.css", "*.js", "icons/*.svg")
_PLACE = re.compile(r"\{(page\.[a-z_.]+)\}")

# Keys whose sentences the scripts use; those of the page itself stand in phone.html.
SCRIPT_KEYS = (
    "page.birth_date",
    "page.bot",
    "page.choices",
    "page.download",
    "page.error.malformed",
    "page.error.no_number",
    "page.error.not_vouched",
    "page.error.too_fast",
    "page.error.too_long",
    "page.error.unavailable",
    "page.file.document",
    "page.file.location",
    "page.file.photo",
    "page.file.sticker",
    "page.file.voice",
    "page.guest",
    "page.guest_hint",
    "page.holder",
    "page.line.closed",
    "page.line.open",
    "page.line.waiting",
    "page.me",
    "page.nik",
    "page.not_kept",
    "page.people_hint",
    "page.phone",
    "page.phone_none",
    "page.share",
    "page.share_off",
    "page.shared",
    "page.state.failed",
    "page.state.sent",
    "page.state.waiting",
    "page.try.accident",
    "page.try.card",
    "page.try.death",
    "page.try.greeting",
    "page.type_birth_date",
    "page.type_nik",
    "page.who.active",
    "page.who.family",
    "page.who.inactive",
)


@dataclass(frozen=True, slots=True)
class File:
    """A static file and its media type."""

    body: bytes
    content_type: str


def files() -> dict[str, File]:
    """By the name under `/phone/static/`; nothing else of the folder is ever served."""
    paths = (path for pattern in _SERVED for path in _FOLDER.glob(pattern))
    return {path.relative_to(_FOLDER).as_posix(): _file(path) for path in paths}


def _file(path: Path) -> File:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return File(path.read_bytes(), kind)


def page(words: Words) -> str:
    """`{page.key}` becomes the sentence, `{setup}` what the scripts start from, as an attribute."""
    setup = {
        "language": words.language,
        "words": {key.removeprefix("page."): words.text(key) for key in SCRIPT_KEYS},
    }
    packed = html.escape(json.dumps(setup, ensure_ascii=False))
    return filled("phone.html", words).replace("{setup}", packed)


def filled(name: str, words: Words) -> str:
    """A file of this folder with its sentences and language."""
    source = (_FOLDER / name).read_text(encoding="utf-8")
    with_words = _PLACE.sub(lambda place: html.escape(words.text(place[1])), source)
    return with_words.replace("{language}", words.language)


def headers(host: str) -> dict[str, str]:
    """Everything from this server only, nothing inline; `host` is the checked Host header."""
    policy = (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors 'none'; connect-src 'self' ws://{host}"
    )
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
