"""A feed that answers late must not hold up the end of the service."""

import socket
from pathlib import Path

import pytest

from bot.fakes.in_thread import in_thread
from bot.fakes.telegram import FakeTelegram, serving
from tests.bot.served import QUESTION, STOP_SECONDS, Served

pytestmark = pytest.mark.chaos


def test_stopped_while_the_feed_is_silent(tmp_path: Path) -> None:
    with in_thread(serving(FakeTelegram())) as fake, socket.create_server(("127.0.0.1", 0)) as feed:
        address = f"http://127.0.0.1:{feed.getsockname()[1]}"
        service = Served(fake, tmp_path, False, {"AGENCY_URL": address, "REFRESH_EVERY": "1d"})
        service.start()
        try:
            asked, _ = feed.accept()
            with asked:
                fake.says(1001, QUESTION)
                service.wait_until_answered(range(1001, 1002), 1)
                assert service.stop() < STOP_SECONDS
        finally:
            service.end()
