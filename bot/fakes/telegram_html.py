"""The Bot API's HTML parse mode: text and entities, refused with the real server's words.

Offsets in refusals count UTF-8 bytes, those of entities UTF-16 units. Languages of code blocks,
custom emoji and mentions are read and left out of the entities.
"""

import re
from typing import Any

from bot.fakes.telegram_refusals import RefusalError, bad_request

Entity = dict[str, Any]
_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "span": "spoiler", "tg-spoiler": "spoiler", "tg-emoji": "",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]+));?")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*("[^"]*"?|'[^']*'?|[\w.-]+)(?=[\s>]|$))?""")
_TAG_END, _WORD = re.compile(r"\s*>"), re.compile(r"[^\s>]*")
_LINK = re.compile(r"(?:https?|tg)://\S", re.IGNORECASE)


def parse(source: str) -> tuple[str, list[Entity]]:
    """Raises RefusalError (400) for markup that the real server would not take."""
    return _Reader(source).read()


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text = ""
        self.entities: list[Entity] = []
        self.open: list[tuple[str, str, int]] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            tag = self.source.find("<", self.at)
            end = len(self.source) if tag < 0 else tag
            self.text += _decoded(self.source[self.at : end])
            self.at = end
            if self.source.startswith("</", end):
                self._close()
            elif tag >= 0:
                self._open()
        if self.open:
            name = self.open[-1][0]
            raise _unparsed(f'Can\'t find end tag corresponding to start tag "{name}"')
        return self.text, sorted(self.entities, key=lambda each: (each["offset"], -each["length"]))

    def _open(self) -> None:
        start = self.at
        name = self._word(start + 1)
        if self.at == len(self.source):
            raise self._refusal("Unclosed start tag", start)
        if name not in _TYPES:
            raise self._refusal(f'Unsupported start tag "{name}"', start)
        attributes = self._attributes(start, name)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._refusal('Tag "span" must have class "tg-spoiler"', start)
        self.open.append((name, attributes.get("href", ""), utf16_length(self.text)))

    def _attributes(self, start: int, tag: str) -> dict[str, str]:
        found: dict[str, str] = {}
        while not (closed := _TAG_END.match(self.source, self.at)):
            attribute = _ATTRIBUTE.match(self.source, self.at)
            end = attribute.end() if attribute else self.at
            if not self.source[end:].strip():
                raise self._refusal("Unclosed start tag", start)
            if attribute is None:
                raise self._refusal(f'Empty attribute name in the tag "{tag}"', start)
            found[attribute[1].lower()] = _decoded((attribute[2] or "").strip("\"'"))
            self.at = end
        self.at = closed.end()
        return found

    def _close(self) -> None:
        start = self.at
        if not self.open:
            raise self._refusal("Unexpected end tag", start)
        name = self._word(start + 2)
        closed = _TAG_END.match(self.source, self.at)
        if closed is None:
            raise self._refusal("Unclosed end tag", start)
        self.at = closed.end()
        opened, href, offset = self.open.pop()
        if name not in ("", opened):
            found = f', expected "</{opened}>", found "</{name}>"'
            raise self._refusal("Unmatched end tag", start, found)
        self._add(opened, href, offset)

    def _add(self, tag: str, href: str, offset: int) -> None:
        """A link that is none, and an entity without text, are left out without a word."""
        length = utf16_length(self.text) - offset
        link = {"url": href} if tag == "a" else {}
        if length and _TYPES[tag] and (not link or _LINK.match(href)):
            self.entities.append({"type": _TYPES[tag], "offset": offset, "length": length, **link})

    def _word(self, start: int) -> str:
        word = _WORD.match(self.source, start)
        self.at = word.end() if word else start
        return self.source[start : self.at].lower()

    def _refusal(self, words: str, at: int, more: str = "") -> RefusalError:
        offset = len(self.source[:at].encode("utf-8", "surrogatepass"))
        return _unparsed(f"{words} at byte offset {offset}{more}")


def _decoded(text: str) -> str:
    """References that HTML knows and Telegram does not stay as they are written."""

    def character(found: re.Match[str]) -> str:
        decimal, hexadecimal, name = found.groups()
        if name:
            return _NAMED.get(name, found[0])
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(code) if 0 < code < 0x10FFFF else found[0]

    return _REFERENCE.sub(character, text)


def _unparsed(words: str) -> RefusalError:
    return bad_request(f"can't parse entities: {words}")
