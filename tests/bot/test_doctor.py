"""What `doctor` finds: every state of every check, and nothing that must not be shown."""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yarl
from typer.testing import CliRunner

from bot.__main__ import app
from bot.doctor import examine
from bot.doctor_check import Check
from bot.fakes.agency import serving as serving_feed
from bot.fakes.agency_feed import Feed
from bot.fakes.in_thread import in_thread
from bot.fakes.telegram import FakeTelegram, serving
from bot.fakes.telegram_webhook import Registration
from bot.settings import Settings
from bot.settings import settings as chosen_settings
from handlers.dates import local_today
from storage.database import Database
from tests.bot.service import SECRET as WEBHOOK_SECRET
from tests.bot.service import fake_port
from tests.conftest import SECRET
from tests.conversation import BotUnderTest, Someone

PUBLIC = "https://bot.example"
URL = f"{PUBLIC}/telegram"
FEED_TOKEN = "s3cret-of-the-feed"


@pytest.fixture(scope="module")
def telegram() -> Iterator[FakeTelegram]:
    with in_thread(serving(FakeTelegram())) as fake:
        yield fake


@pytest.fixture(scope="module")
def feed() -> Iterator[str]:
    with in_thread(serving_feed(Feed(local_today(), 50), token=FEED_TOKEN)) as address:
        yield address


def examined(**values: object) -> dict[str, Check]:
    given = {"secret_key": SECRET, "database_url": "sqlite:///nowhere.db", **values}
    return {check.name: check for check in examine(Settings(**given))}  # type: ignore[arg-type]


def on_telegram(fake: FakeTelegram, **values: object) -> dict[str, Check]:
    given = {"telegram_token": fake.token, "telegram_api_url": fake.address, **values}
    return examined(**given)


def test_nothing_is_set_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = examined(secret_key=None)

    assert {name: check.state for name, check in found.items()} == {
        "settings": "ok",
        "database": "warn",
        "telegram": "warn",
        "whatsapp": "warn",
        "feed": "warn",
        "programme": "warn",
    }
    assert list(tmp_path.iterdir()) == []


SETTINGS = {
    "no webhook secret": {"public_url": PUBLIC},
    "short webhook secret": {"public_url": PUBLIC, "telegram_webhook_secret": "short"},
    "odd webhook secret": {"public_url": PUBLIC, "telegram_webhook_secret": "a b" * 10},
    "no token": {"telegram_token": "not a token\n"},
}


@pytest.mark.parametrize("values", SETTINGS.values(), ids=SETTINGS)
def test_settings_that_keep_a_channel_from_starting(values: dict[str, object]) -> None:
    found = examined(**{"telegram_token": "1:a", **values})

    assert found["settings"].state == "fail"
    assert "telegram" not in found


def damaged(path: Path) -> None:
    path.write_bytes(b"no database at all, but something else" * 100)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


BROKEN: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "another file": (damaged, "database", "fail"),
    "no tables": (emptied, "database", "fail"),
    "no data": (lambda _: None, "data", "fail"),
}


@pytest.mark.parametrize(("change", "name", "state"), BROKEN.values(), ids=BROKEN)
def test_database(
    empty_store: Path,
    tmp_path: Path,
    change: Callable[[Path], object],
    name: str,
    state: str,
) -> None:
    path = tmp_path / "sapa.db"
    shutil.copy(empty_store, path)
    change(path)

    assert examined(database_url=f"sqlite:///{path}")[name].state == state


KEYS = {"another": "x" * 40, "short": "short", "missing": None}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_key(database: Database, key: str | None) -> None:
    found = examined(database_url=str(database.url), secret_key=key)

    assert found["key"].state == "fail"
    assert "data" not in found


@pytest.mark.parametrize(("days", "state"), [(1, "ok"), (45, "ok"), (46, "warn")])
def test_age_of_the_data(bot: BotUnderTest, days: int, state: str) -> None:
    as_of = local_today() - timedelta(days=days)
    bot.knows(Someone("7407054506720001", "1972-06-05"), as_of=as_of.isoformat())

    found = examined(database_url=str(bot.database.url))

    assert (found["key"].state, found["database"].state) == ("ok", "ok")
    assert found["data"].state == state
    assert as_of.isoformat() in found["data"].what


def test_address_that_is_none() -> None:
    assert examined(database_url="mysql;user:pass@x")["database"].state == "fail"


def test_token(telegram: FakeTelegram) -> None:
    nobody = f"http://127.0.0.1:{fake_port()}"
    states = {
        "ok": on_telegram(telegram),
        "wrong": on_telegram(telegram, telegram_token="7:wrong"),
        "down": on_telegram(telegram, telegram_api_url=nobody),
    }

    assert {name: found["telegram"].state for name, found in states.items()} == {
        "ok": "ok",
        "wrong": "fail",
        "down": "fail",
    }


REFUSED = {"last_error_date": int(time.time()) - 60, "last_error_message": "401 Unauthorized"}
LONG_AGO = REFUSED | {"last_error_date": int(time.time()) - 90_000}
WEBHOOKS: dict[str, tuple[str | None, str | None, dict[str, object], str]] = {
    "polling": (None, None, {}, "ok"),
    "polling, but registered": (None, URL, {}, "warn"),
    "registered": (PUBLIC, URL, {}, "ok"),
    "not registered": (PUBLIC, None, {}, "fail"),
    "registered elsewhere": (PUBLIC, "https://old.example/telegram", {}, "fail"),
    "refused a minute ago": (PUBLIC, URL, REFUSED, "warn"),
    "refused two days ago": (PUBLIC, URL, LONG_AGO, "ok"),
}


@pytest.mark.parametrize(
    ("public", "registered", "error", "state"), WEBHOOKS.values(), ids=WEBHOOKS
)
def test_webhook(
    telegram: FakeTelegram,
    public: str | None,
    registered: str | None,
    error: dict[str, object],
    state: str,
) -> None:
    telegram.webhook.registered = (
        Registration(yarl.URL(registered), WEBHOOK_SECRET, 40) if registered else None
    )
    telegram.webhook.last_error = error

    found = on_telegram(telegram, public_url=public, telegram_webhook_secret=WEBHOOK_SECRET)

    assert found["webhook"].state == state
    assert ("401" in found["webhook"].what) == (state == "warn" and bool(error))


def test_feed(feed: str, telegram: FakeTelegram, tmp_path: Path) -> None:
    with_user = feed.replace("http://", "http://user:pass@")
    nobody = f"http://127.0.0.1:{fake_port()}"
    asked = {
        "there": (feed, FEED_TOKEN, "ok"),
        "a password in place of the token": (with_user, FEED_TOKEN, "fail"),
        "another token": (feed, "wrong", "fail"),
        "nobody": (nobody, None, "fail"),
        "another server": (telegram.address, None, "fail"),
        "another page": (f"{telegram.address}/?", None, "fail"),
        "folder": (str(tmp_path), None, "ok"),
        "no folder": (f"{tmp_path}/none", None, "fail"),
    }

    for name, (source, token, state) in asked.items():
        found = examined(agency_url=source, agency_token=token)["feed"]
        assert found.state == state, name
        assert "pass" not in found.what


def test_programme_counts_old_and_unverified_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten years from now every fact that still holds is an old one."""

    def facts_old_unverified() -> list[int]:
        return [int(number) for number in re.findall(r"\d+", examined()["programme"].what)]

    facts, old, unverified = facts_old_unverified()
    assert 0 < unverified < facts
    assert old < facts
    monkeypatch.setattr("bot.doctor.local_today", lambda: local_today() + timedelta(days=3_650))
    facts, old, _ = facts_old_unverified()
    assert old == facts > 0
    assert examined(programme="nowhere")["programme"].state == "fail"


def test_command_says_what_to_do_and_shows_no_secret(
    telegram: FakeTelegram, feed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    values = {
        "SECRET_KEY": SECRET,
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.address,
        "PUBLIC_URL": PUBLIC,
        "AGENCY_URL": feed,
        "AGENCY_TOKEN": FEED_TOKEN,
    }
    chosen_settings.cache_clear()
    without = CliRunner().invoke(app, ["doctor", "--json"], env=values)
    chosen_settings.cache_clear()
    fixed = CliRunner().invoke(
        app, ["doctor"], env=values | {"TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET, "PUBLIC_URL": ""}
    )
    chosen_settings.cache_clear()

    checks = json.loads(without.output)["checks"]
    assert [set(check) for check in checks] == [{"name", "state", "what", "fix"}] * len(checks)
    assert (without.exit_code, fixed.exit_code) == (1, 0)
    assert all(check["fix"] for check in checks if check["state"] != "ok")
    for secret in (telegram.token, telegram.token.split(":")[1], SECRET, FEED_TOKEN):
        assert secret not in without.output + fixed.output
