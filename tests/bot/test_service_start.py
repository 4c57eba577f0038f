"""What keeps the service from starting is one sentence and exit code 1."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.commands.failing import Failed
from bot.settings import SettingsError, settings
from tests.conftest import SECRET

TOKEN = "7000000001:a-token-of-nobody"
PUBLIC = {"TELEGRAM_TOKEN": TOKEN, "PUBLIC_URL": "https://bot.example"}


@pytest.fixture(autouse=True)
def _fresh_settings() -> Iterator[None]:
    settings.cache_clear()
    yield
    settings.cache_clear()
    structlog.reset_defaults()


def started(folder: Path, command: str, **environment: str) -> Result:
    usual = {"DATABASE_URL": f"sqlite:///{folder}/sapa.db", "SECRET_KEY": SECRET}
    return CliRunner().invoke(app, [command], env={**usual, "HOST": "127.0.0.1", **environment})


REFUSED = {
    "no webhook secret": ("serve", PUBLIC, "TELEGRAM_WEBHOOK_SECRET"),
    "empty": ("serve", PUBLIC | {"TELEGRAM_WEBHOOK_SECRET": ""}, "TELEGRAM_WEBHOOK_SECRET"),
    "short": ("serve", PUBLIC | {"TELEGRAM_WEBHOOK_SECRET": "a" * 15}, "TELEGRAM_WEBHOOK_SECRET"),
    "odd": ("serve", PUBLIC | {"TELEGRAM_WEBHOOK_SECRET": "ä" * 20}, "TELEGRAM_WEBHOOK_SECRET"),
    "no token": ("poll", {}, "TELEGRAM_TOKEN"),
    "half a token": ("poll", {"TELEGRAM_TOKEN": "7000000001"}, "TELEGRAM_TOKEN"),
    "half a token for a worker": ("worker", {"TELEGRAM_TOKEN": "7000000001"}, "TELEGRAM_TOKEN"),
}


@pytest.mark.parametrize(("command", "environment", "named"), REFUSED.values(), ids=REFUSED)
def test_channel_without_its_secret_does_not_start(
    tmp_path: Path, command: str, environment: dict[str, str], named: str
) -> None:
    result = started(tmp_path, command, **environment)

    assert isinstance(result.exception, Failed)
    assert named in str(result.exception)
    assert result.exception.exit_code == 1
    assert TOKEN not in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        result = started(tmp_path, "serve", PORT=port)

    assert isinstance(result.exception, SettingsError)
    assert str(result.exception) == f"PORT {port} cannot be used: Address already in use."
