"""What a notice says to one chat: the officer's words or a template, filled in, and its code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import Formatter, capwords

from handlers.catalog import Words
from handlers.notice_templates import template_of, templates
from handlers.programme import Programme
from handlers.scam_marks import marks
from storage.audience import Target
from storage.broadcasts import Contents
from storage.consents import Purpose
from storage.outbox import Body

VARIABLES = ("name", "village", "coverage_end", "office", "code")
OFFICERS_VARIABLES = VARIABLES[:-1]  # the code is put beneath by itself
LONGEST_TEXT = 900  # with the code and the way to stop it is one message everywhere
LONGEST_TITLE = 100
Speak = Callable[[str], Words]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a notice's words: a key of the catalogs and its values."""

    key: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Wording:
    """How one notice is put into words; the same for all its recipients."""

    contents: Contents
    code: str
    purpose: Purpose
    programme: Programme
    speak: Speak

    def body(self, language: str, people: Sequence[Target]) -> Body:
        """For a chat of that language; several people who share it are named together."""
        words = self.speak(language)
        template = template_of(self.contents.template, language) if self.contents.template else None
        if template is None:
            return Body(self._free(words, people))
        values = {each: self._value(each, words, people) for each in template.variables}
        choices = tuple((each.label, each.value) for each in template.contents.replies)
        return Body(template.text(values), choices, template=template.filled(values))

    def _free(self, words: Words, people: Sequence[Target]) -> str:
        said = self.contents.text or ""
        values = {each: self._value(each, words, people) for each in _variables(said)}
        way_out = "notice.stop_news" if self.purpose == "news" else "notice.ask"
        return "\n\n".join(
            (
                said.strip().format_map(values),
                words.text("notice.code", code=self.code),
                words.text(way_out),
            )
        )

    def _value(self, variable: str, words: Words, people: Sequence[Target]) -> str:
        if variable == "code":
            return self.code
        if variable in self.contents.days:
            return words.text("notice.day", day=self.contents.days[variable])
        if variable == "office":
            offices = self.programme.offices_of("branch")
            return offices[0].name if offices else self.programme.regency_title
        each = [self._of_person(variable, words, person) for person in people]
        return words.text("notice.and").join(dict.fromkeys(each))

    def _of_person(self, name: str, words: Words, person: Target) -> str:
        if name == "name":
            return capwords(person.name)
        if name == "village":
            village = self.programme.village(person.village_code)
            return village.name if village else person.village_code
        return words.text("notice.day", day=person.coverage_end)


def fault_of(contents: Contents, language: str) -> Fault | None:
    """What keeps these contents from being sent to anybody; None where nothing does."""
    if not 0 < len(contents.title.strip()) <= LONGEST_TITLE:
        return Fault("notice.error.title", {"longest": LONGEST_TITLE})
    if contents.template is not None:
        return _fault_of_template(contents.template, language)
    said = (contents.text or "").strip()
    if not 0 < len(said) <= LONGEST_TEXT:
        return Fault("notice.error.text", {"longest": LONGEST_TEXT})
    try:
        unknown = [each for each in _variables(said) if each not in OFFICERS_VARIABLES]
    except ValueError:
        return Fault("notice.error.braces", {"known": _listed(OFFICERS_VARIABLES)})
    if unknown:
        values = {"unknown": _listed(unknown), "known": _listed(OFFICERS_VARIABLES)}
        return Fault("notice.error.variable", dict(values))
    return None


def strange_links(contents: Contents, programme: Programme) -> tuple[str, ...]:
    """Hosts that are not the agency's: a genuine notice with one looks like a fraud."""
    found = marks(contents.text or "", programme)
    return (*found.fake, *found.unknown)


def _fault_of_template(name: str, language: str) -> Fault | None:
    """In the language of most, and what any other language's file needs."""
    if template_of(name, language) is None:
        return Fault("notice.error.template", {"name": name})
    used = [each for file in templates() if file.name == name for each in file.variables]
    unknown = [each for each in dict.fromkeys(used) if each not in VARIABLES]
    if unknown:
        values = {"unknown": _listed(unknown), "known": _listed(VARIABLES)}
        return Fault("notice.error.variable", dict(values))
    if "code" not in used:
        return Fault("notice.error.no_code", {"name": name})
    return None


def _variables(said: str) -> list[str]:
    """In their order; ValueError where a brace belongs to no plain variable."""
    found = []
    for _, name, form, conversion in Formatter().parse(said):
        if name is None:
            continue
        if form or conversion or not name.isidentifier():
            raise ValueError("a brace belongs to no variable")
        found.append(name)
    return list(dict.fromkeys(found))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
