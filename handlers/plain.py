"""Text as it came from a phone, made plain: one form for each digit, letter and space."""

import re
import unicodedata

LONGEST = 4_000

_BREAKS = re.compile("[\u000b-\u000d\u001c-\u001f\u0085\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f"  # control characters
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphen, fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, direction
    "\ufe00-\ufe0f\U000e0000-\U000e0fff]"  # looks of emoji, tags
)
_DASHES = re.compile("[\u2010-\u2015\u2043\u2212\u30fc]")
_SLASHES = re.compile("[\u2044\u2215]")
_QUOTES = re.compile("[\u2018\u2019\u2032\u02bc\u0060]")
_ODD_DIGIT = re.compile(r"[^\D0-9]")


def plain(said: str) -> str:
    """NFKC, ASCII digits, dashes and apostrophes; at most 4,000 characters are read."""
    text = said[:LONGEST]
    if text.isascii() and text.isprintable():
        return text.replace("`", "'")
    text = _INVISIBLE.sub("", _BREAKS.sub("\n", text.replace("\u00b4", "'")))
    text = unicodedata.normalize("NFKC", text)
    text = _ODD_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    text = _SLASHES.sub("/", _DASHES.sub("-", text))
    return _QUOTES.sub("'", text)[:LONGEST]
