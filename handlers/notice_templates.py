"""Messages that Meta approves beforehand: files `locales/<language>/templates/<name>.toml`.

A file holds `body` with `{variables}`, an `[examples]` value for each of them, perhaps a `header`
and `[[replies]]` (label, value). Their category is always utility: nothing that Meta would bill as
marketing.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from handlers.words import LOCALES
from storage.outbox import Body, Template

CATEGORY = "UTILITY"
WINDOW_SECONDS = 24 * 3600  # after a person's last message, in which free words may be sent
MARGIN_SECONDS = 120  # a message on its way when the window closes comes too late
LONGEST_BODY = 1024
LONGEST_BUTTON = 20
NUDGE = "waiting_answer"
LONGEST_HEADER = 60
MOST_REPLIES = 3
_NAME = re.compile(r"[a-z0-9_]{1,512}", re.ASCII)
_VARIABLE = re.compile(r"{([a-z_]+)}", re.ASCII)
_TOUCHING = re.compile(r"}\s*{")
Wire = dict[str, Any]


class TemplateError(ValueError):
    """A template that Meta would refuse, or values that do not fill it; the sentence says why."""


class QuickReply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A button under the message; `value` comes back like that of a choice."""

    label: str
    value: str


class Contents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a file."""

    body: str
    examples: dict[str, str] = {}
    header: str | None = None
    replies: tuple[QuickReply, ...] = ()


class TemplateFile(msgspec.Struct, frozen=True):
    """One template in one language."""

    name: str
    language: str
    contents: Contents

    @property
    def variables(self) -> list[str]:
        """In the order of their first appearance, which is Meta's numbering."""
        return list(dict.fromkeys(_VARIABLE.findall(self.contents.body)))

    def filled(self, values: dict[str, str]) -> Template:
        """For the outbox; raises TemplateError where a variable is missing or empty."""
        empty = [each for each in self.variables if not values.get(each, "").strip()]
        if empty:
            raise TemplateError(f"template {self.name}: no value for {', '.join(empty)}")
        return Template(
            self.name,
            self.language,
            tuple(values[each] for each in self.variables),
            replies=tuple(each.value for each in self.contents.replies),
        )

    def text(self, values: dict[str, str]) -> str:
        """As the person reads it; where free words may be sent this is sent instead."""
        header = self.contents.header
        return self.body(values) if header is None else f"{header}\n\n{self.body(values)}"

    def body(self, values: dict[str, str]) -> str:
        return self.contents.body.strip().format_map(values)

    def wire(self) -> Wire:
        """As `POST /message_templates` takes it."""
        body = self.contents.body.strip()
        for number, variable in enumerate(self.variables, start=1):
            body = body.replace(f"{{{variable}}}", f"{{{{{number}}}}}")
        components: list[Wire] = []
        if self.contents.header is not None:
            components.append({"type": "HEADER", "format": "TEXT", "text": self.contents.header})
        examples = [self.contents.examples[each] for each in self.variables]
        shown = {"example": {"body_text": [examples]}} if examples else {}
        components.append({"type": "BODY", "text": body, **shown})
        if self.contents.replies:
            labels = [each.label for each in self.contents.replies]
            buttons = [{"type": "QUICK_REPLY", "text": label} for label in labels]
            components.append({"type": "BUTTONS", "buttons": buttons})
        known = {"name": self.name, "language": self.language, "category": CATEGORY}
        return {**known, "components": components}


@lru_cache(maxsize=8)
def templates(folder: Path = LOCALES) -> tuple[TemplateFile, ...]:
    """All of all languages, checked; raises TemplateError."""
    found = []
    for path in sorted(folder.glob("*/templates/*.toml")):
        try:
            contents = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Contents)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise TemplateError(f"{path.name}: {error}") from None
        template = TemplateFile(path.stem, path.parent.parent.name, contents)
        if problem := problem_of(template):
            raise TemplateError(f"{template.language}/{path.name}: {problem}")
        found.append(template)
    return tuple(found)


def template_of(name: str, language: str, folder: Path = LOCALES) -> TemplateFile | None:
    """In this language, else in whichever there is."""
    named = [each for each in templates(folder) if each.name == name]
    own = [each for each in named if each.language == language]
    return next(iter(own or named), None)


def nudge(language: str) -> Body | None:
    """Tells that an answer waits; None where there is no such template."""
    template = template_of(NUDGE, language)
    if template is None:
        return None
    choices = tuple((each.label, each.value) for each in template.contents.replies)
    return Body(template.text({}), choices, template=template.filled({}))


def problem_of(template: TemplateFile) -> str | None:
    """What Meta would refuse, in words; None where it would not."""
    contents = template.contents
    body = contents.body.strip()
    rest = _VARIABLE.sub("", body)
    checks = {
        "the name may hold a-z, 0-9 and _ only": _NAME.fullmatch(template.name) is None,
        "the body is empty": not body,
        f"the body is longer than {LONGEST_BODY}": len(body) > LONGEST_BODY,
        "a variable leads the body": body.startswith("{"),
        "a variable trails the body": bool(re.search(r"}\W*$", body)),
        "two variables touch": bool(_TOUCHING.search(body)),
        "a brace belongs to no variable": "{" in rest or "}" in rest,
        "a variable has no example, or an empty one": any(
            not contents.examples.get(each, "").strip() for each in template.variables
        ),
        "an example belongs to no variable": not set(contents.examples) <= set(template.variables),
        f"the header is empty or longer than {LONGEST_HEADER}": contents.header is not None
        and not 0 < len(contents.header.strip()) <= LONGEST_HEADER,
        "the header has a variable": "{" in (contents.header or ""),
        f"there are more than {MOST_REPLIES} replies": len(contents.replies) > MOST_REPLIES,
        f"a reply's label is empty or longer than {LONGEST_BUTTON}": any(
            not 0 < len(each.label) <= LONGEST_BUTTON for each in contents.replies
        ),
    }
    return next((problem for problem, is_wrong in checks.items() if is_wrong), None)
