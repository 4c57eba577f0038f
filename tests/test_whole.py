"""Nothing forgotten: intents, catalog keys, files, commands and settings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.__main__ import app
from bot.channels.telegram_setup import COMMANDS
from bot.settings import Settings
from handlers.answers.small_talk import TOPICS
from handlers.catalog import languages
from handlers.claim_facts import HOW
from handlers.forms import registered_forms, slots_of
from handlers.notice_report import WORDED
from handlers.programme import load
from handlers.registry import answer_to, answered_intents
from handlers.router import _CHOICES  # noqa: F401 - importing the router registers the answers
from handlers.segment_words import STATED
from storage.visits import RESULTS

ROOT = Path(__file__).parent.parent
INTENTS = (
    "greeting", "thanks", "goodbye", "menu", "membership_status", "card_number", "card_lost",
    "coverage_period", "renewal", "contribution_amount", "contribution_payer", "eligibility",
    "registration", "programs", "benefit_death", "benefit_accident", "report_accident",
    "claim_death", "claim_documents", "heirs", "claim_status", "scholarship", "office", "officer",
    "change_data", "legal_basis", "privacy", "delete_data", "unsubscribe", "subscribe", "scam",
    "language", "out_of_scope",
)  # fmt: skip
NOT_IN_MENU = {
    "greeting": "small talk",
    "thanks": "small talk",
    "goodbye": "small talk",
    "menu": "the menu itself",
    "out_of_scope": "anything else",
}
PROBLEMS = {
    "identity.nik": ("missing", "forgotten", "digits", "shape", "family_card"),
    "identity.birth_date": (
        "missing", "unclear", "no_such_day", "in_the_future", "too_old", "too_young",
    ),
    "ticket.question": ("missing",),
    "desk_answer.ticket": (),
    "desk_answer.words": ("missing", "too_long"),
    "desk_coverage.nik": ("missing", "digits", "shape", "family_card"),
    "desk_coverage.day": ("missing", "unclear", "no_such_day"),
    "not_listed.person": ("missing",),
    "change_data.what": ("missing",),
    "change_data.value": ("missing", "digits", "shape", "family_card", "invalid"),
    "benefit.died_on": (
        "missing", "unclear", "no_such_day", "in_the_future", "too_old", "before_rules",
        "before_birth",
    ),
    "benefit.cause": ("missing",),
    "benefit.wage": ("missing", "too_low", "too_high"),
    "benefit.children": ("missing", "level", "too_grown", "too_many"),
    "benefit.registered_on": (
        "missing", "unclear", "no_such_day", "in_the_future", "too_old", "after_death",
    ),
    "claim_guide.died_on": (
        "missing", "unclear", "no_such_day", "in_the_future", "too_old", "before_rules",
    ),
    "claim_guide.how": ("missing", "both"),
    "claim_guide.relation": ("missing", "unclear", "self"),
    "claim_guide.person": ("missing", "unclear"),
    "claim_guide.heir": ("missing",),
    "claim_guide.situation": ("missing",),
    "claim_guide.children": ("missing", "level", "too_grown", "too_many"),
    "claim_guide.registered_on": (),
    "notice_form.words": ("missing", "unusable"),
    "notice_form.purpose": ("missing", "unknown"),
    "notice_form.whom": ("missing", "unknown", "other_village", "unusable"),
    "notice_form.when": ("missing", "unclear", "no_such_day", "past"),
    "chronology.happened_on": (
        "missing", "unclear", "no_such_day", "in_the_future", "too_old",
    ),
    "chronology.place": ("missing", "too_long"),
    "chronology.story": ("missing", "too_long"),
    "chronology.contact": ("missing", "too_long"),
    "stop_notices.which": ("missing",),
    "ready.married": ("missing", "unclear"),
    "ready.children": ("missing",),
    "ready.parents": ("missing", "unclear"),
    "ready.siblings": ("missing", "unclear"),
    "ready.names": ("missing",),
}  # fmt: skip
WORDINGS = {
    "identity.nik": ("ask",),
    "identity.birth_date": ("ask", "ask_on_phone"),
    "ticket.question": ("ask",),
    "desk_answer.ticket": (),
    "desk_answer.words": ("ask",),
    "desk_coverage.nik": ("ask",),
    "desk_coverage.day": ("ask",),
    "not_listed.person": ("ask",),
    "change_data.what": ("ask",),
    "change_data.value": ("ask", "ask_nik", "ask_phone"),
    "benefit.died_on": ("ask",),
    "benefit.cause": ("ask",),
    "benefit.wage": ("ask",),
    "benefit.children": ("ask",),
    "benefit.registered_on": ("ask",),
    "claim_guide.died_on": ("ask", "ask_lost"),
    "claim_guide.how": ("ask",),
    "claim_guide.relation": ("ask",),
    "claim_guide.person": ("ask",),
    "claim_guide.heir": ("ask",),
    "claim_guide.situation": ("ask",),
    "claim_guide.children": ("ask",),
    "claim_guide.registered_on": (),
    "notice_form.words": ("ask",),
    "notice_form.purpose": ("ask",),
    "notice_form.whom": ("ask",),
    "notice_form.when": ("ask",),
    "chronology.happened_on": ("ask",),
    "chronology.place": ("ask",),
    "chronology.story": ("ask",),
    "chronology.contact": ("ask",),
    "stop_notices.which": ("ask",),
    "ready.married": ("ask",),
    "ready.children": ("ask",),
    "ready.parents": ("ask",),
    "ready.siblings": ("ask",),
    "ready.names": ("ask",),
}


def sentences(language: str) -> dict[str, str]:
    with (ROOT / "locales" / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    return {str(message.id): str(message.string) for message in catalog if message.id}


def computed_keys() -> Iterator[str]:
    """Keys that are put together: each kind is listed here once, so that none is forgotten."""
    yield from (f"menu.{intent}" for intent in (*TOPICS, "menu"))
    yield from (f"language.{code}" for code in ("id", "en"))
    yield from (f"danger.{kind}" for kind in ("sea", "missing", "hurt", "self_harm"))
    yield from (f"file.{kind}" for kind in (
        "voice", "photo", "document", "sticker", "location", "other"))  # fmt: skip
    yield from (f"telegram.command.{name}" for name in COMMANDS)
    yield from (f"program.{code}" for code in ("JKK", "JKM"))
    yield from (f"relation.{code}" for code in (
        "self", "spouse", "child", "parent", "sibling", "grandchild", "grandparent", "in_law",
        "other", "not_said"))  # fmt: skip
    reasons = ["delisted", "period_ended", "not_begun"]
    reasons += [reason.code for reason in load().inactive_reasons]
    yield from (f"status.{part}.{reason}" for part in ("failed", "todo") for reason in reasons)
    yield from (f"status.{key}" for key in ("inactive", "not_yet"))
    yield from (f"claim.state.{state}" for state in (
        "received", "incomplete", "verifying", "approved", "paid", "rejected"))  # fmt: skip
    yield from ("identity.no_match", "identity.no_match_on_phone")
    yield from (f"office.{part}" for part in ("address", "phone", "hours", "map"))
    yield from (f"office.ask_{part}" for part in ("address", "hours"))
    yield from (f"renewal.{stage}" for stage in ("ended", "renewed", "in_force"))
    yield from (f"coverage_known.said.{status}" for status in (
        "covered", "delisted", "inactive", "never", "outside", "unknown"))  # fmt: skip
    yield from (f"benefit.heading.{cause}" for cause in ("work", "other", "unsure"))
    yield from (f"benefit.line.{kind}" for kind in ("sum", "cap", "monthly", "need"))
    yield from (f"programs.not.{each}" for each in ("old_age", "pension", "health"))
    yield from (f"law.{part}" for part in ("bagian", "pasal", "ayat", "angka", "huruf"))
    yield from (f"case.about.{part}" for part in (
        "several", "minor", "away", "wives", "names", "work", "unsure", "lost"))  # fmt: skip
    yield from (f"case.amount.{program}" for program in ("other", "work", "of_then"))
    yield from (f"case.checklist.{part}" for part in ("complete", "some", "office"))
    yield from (f"case.do.{act}" for act in (
        "accident_papers", "chronology", "continue", "erase", "letter", "link", "mine",
        "more", "new", "no_reminder", "notes", "papers", "pdf", "prepare", "ready", "redo",
        "remind", "search_over", "start", "wrong", "wrong_yes"))  # fmt: skip
    yield from ("case.when", "case.when.lost")
    yield from (f"case.how.{how}" for how in HOW)
    yield from (f"case.noted.{kind}" for kind in ("accident", "living"))
    yield from (f"case.tick.{state}" for state in ("have", "lack", "needless"))
    yield from (f"notices.{done}.{what}" for done in ("off", "already") for what in ("news", "all"))
    yield from (f"notices.state.{what}" for what in ("none", "all", "news", "own_coverage"))
    yield from (f"notices.stop.{what}" for what in ("news", "all"))
    yield from (f"notices.what.{what}" for what in ("news", "own_coverage"))
    yield from (f"segment.coverage_end.{end}" for end in ("until", "from", "on", "before", "after"))
    yield from (f"segment.{kind}" for kind in ("village", "ward"))
    yield from (f"segment.{field}.{each}" for field, known in STATED.items() for each in known)
    yield from (f"claim_guide.{said}" for said in (
        "joke", "alive", "hope", "condolence", "search_over"))  # fmt: skip
    yield from (f"desk.notice.do.{act}" for act in (
        "test", "start", "approve", "pause", "resume", "retry", "cancel", "report"))  # fmt: skip
    yield from (f"desk.notice.state.{state}" for state in (
        "draft", "waiting_approval", "scheduled", "running", "paused", "done", "cancelled",
        "failed"))  # fmt: skip
    yield from (f"desk.notice.reason.{reason}" for reason in (
        "by_hand", "trial_failed", "too_many_failed", "our_fault"))  # fmt: skip
    yield from (f"notice.error.is_{state}" for state in (
        "draft", "waiting_approval", "scheduled", "running", "paused", "done", "cancelled",
        "failed"))  # fmt: skip
    yield from (f"notice.unreached.{why}" for why in (
        "no_chat", "unreachable", "opted_out", "loss", "no_template"))  # fmt: skip
    yield from (f"notice.why.{why}" for why in set(WORDED.values()) | {"other"})
    yield from (f"desk.visit.{said}.{result}" for said in ("do", "noted") for result in RESULTS)
    yield from (f"desk.do.{act}" for act in (
        "answer", "claims", "close", "confirm", "confirm_yes", "coverage", "menu", "notice",
        "notices", "poster", "reminder_resume", "reminder_resume_yes", "reminder_stop",
        "reminder_stop_yes", "reminders", "tickets", "undo", "visits", "wrong",
        "wrong_yes"))  # fmt: skip
    yield from (f"desk.{act}.ask" for act in (
        "confirm", "reminder_resume", "reminder_stop", "wrong"))  # fmt: skip
    yield from (f"desk.claim.{kind}" for kind in ("accident", "death"))
    yield from (f"desk.state.{state}" for state in (
        "received", "incomplete", "verifying", "approved", "paid", "rejected"))  # fmt: skip
    for slot, wordings in WORDINGS.items():
        yield from (f"{slot}.{wording}" for wording in (*wordings, *PROBLEMS[slot]))
    for name, cls in registered_forms().items():
        for slot, declared in slots_of(cls).items():
            yield from (f"{name}.{slot}.{value}" for value in declared.choices)


def said_in_code() -> Iterator[tuple[Path, str]]:
    for file in [*(ROOT / "handlers").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield file, node.value


def first_arguments_of_text() -> Iterator[tuple[Path, str]]:
    for file in (ROOT / "handlers").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "text"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                yield file, str(node.args[0].value)


def test_every_intent_is_answered_and_nothing_else() -> None:
    assert sorted(answered_intents()) == sorted(INTENTS)


@pytest.mark.parametrize("intent", INTENTS)
def test_intent_has_utterances_and_a_place_in_the_menu(intent: str) -> None:
    lines = (ROOT / "locales/id/utterances" / f"{intent}.txt").read_text(encoding="utf-8")

    assert len(lines.splitlines()) >= 20
    assert (intent in TOPICS) is not (intent in NOT_IN_MENU)
    assert answer_to(intent) is not None


def test_every_form_is_listed_here() -> None:
    slots = {f"{name}.{slot}" for name, cls in registered_forms().items() for slot in slots_of(cls)}

    assert slots == set(WORDINGS) == set(PROBLEMS)


def test_every_key_used_exists() -> None:
    known = sentences("id")
    literal = {key for _, key in first_arguments_of_text()}

    assert sorted((literal | set(computed_keys())) - set(known)) == []


def test_every_key_that_exists_is_used() -> None:
    used = {text for _, text in said_in_code()} | set(computed_keys())
    pages = "".join(file.read_text("utf-8") for file in (ROOT / "bot/pages").glob("*.html"))
    used |= set(re.findall(r"page\.[a-z_.]+[a-z]", pages))

    assert sorted(set(sentences("id")) - used) == []


@pytest.mark.parametrize("language", languages())
def test_languages_have_the_same_keys_and_placeholders(language: str) -> None:
    own, first = sentences(language), sentences("id")

    assert sorted(own) == sorted(first)
    assert {key: _placeholders(own[key]) for key in own} == {
        key: _placeholders(first[key]) for key in first
    }
    assert [key for key, sentence in own.items() if not sentence.strip()] == []


def _placeholders(sentence: str) -> list[str]:
    return sorted(set(re.findall(r"{(\w*)}", sentence)))


def test_no_user_words_in_python() -> None:
    """Typical Indonesian words never stand in a string of the layers that speak to people."""
    words = re.compile(r"\b(?:Bapak|Ibu|silakan|maaf|tolong|Anda|kantor|kartu)\b")
    folders = ("handlers/answers", "handlers", "bot/channels")
    offenders = [
        (file.name, text)
        for file, text in said_in_code()
        if str(file.parent.relative_to(ROOT)) in folders
        and words.search(text)
        and " " in text
        and not re.search(r"[|`\n]", text)
    ]

    assert offenders == []


@pytest.mark.parametrize(
    ("folder", "table"),
    [("handlers/answers", "handlers/answers/__init__.py")],
    ids=["answers"],
)
def test_every_file_is_registered(folder: str, table: str) -> None:
    listed = (ROOT / table).read_text(encoding="utf-8")
    files = [file.stem for file in (ROOT / folder).glob("*.py") if file.stem != "__init__"]

    assert [name for name in files if not re.search(rf"\b{name}\b", listed)] == ["unclear"]


def test_every_command_and_setting_is_documented() -> None:
    docs = (ROOT / "README.md").read_text("utf-8") + "".join(
        file.read_text("utf-8") for file in (ROOT / "docs").glob("*.md")
    )
    commands = [
        str(each.name or each.callback.__name__)  # type: ignore[union-attr]
        for each in app.registered_commands
    ]
    commands += [str(group.name) for group in app.registered_groups]
    settings = [name.upper() for name in Settings.model_fields]

    assert [name for name in commands if f"`{name}" not in docs] == []
    assert [name for name in settings if f"`{name}`" not in docs] == []
    example = (ROOT / ".env.example").read_text("utf-8")
    assert [name for name in settings if f"{name}=" not in example] == []
