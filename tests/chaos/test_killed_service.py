"""500 messages, and the service killed three times; then stopped under the same load."""

import time
from pathlib import Path

import pytest

from bot.fakes.in_thread import in_thread
from bot.fakes.telegram import FakeTelegram, serving
from tests.bot.served import QUESTION, STOP_SECONDS, Served

pytestmark = pytest.mark.chaos
PEOPLE = range(1001, 1501)
WAYS = pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])


def served(fake: FakeTelegram, tmp_path: Path, *, webhook: bool) -> Served:
    for chat_id in PEOPLE:
        fake.says(chat_id, QUESTION)
    service = Served(fake, tmp_path, webhook)
    service.start()
    return service


@WAYS
def test_killed_three_times(webhook: bool, tmp_path: Path) -> None:
    with in_thread(serving(FakeTelegram())) as fake:
        service = served(fake, tmp_path, webhook=webhook)
        try:
            for answered in (60, 180, 300):
                service.wait_until_answered(PEOPLE, answered)
                service.kill()
                service.start()
            service.wait_until_answered(PEOPLE, len(PEOPLE))
        finally:
            service.end()
        assert service.repeated(PEOPLE) <= 3


@WAYS
def test_killed_at_odd_moments(webhook: bool, tmp_path: Path) -> None:
    """Also while it starts, and while it takes messages in."""
    with in_thread(serving(FakeTelegram())) as fake:
        service = served(fake, tmp_path, webhook=webhook)
        moments = (0.3, 1.1, 1.7, 2.3, 2.9, 3.7, 4.3)
        try:
            for seconds in moments:
                time.sleep(seconds)
                service.kill()
                service.start()
            service.wait_until_answered(PEOPLE, len(PEOPLE))
        finally:
            service.end()
        assert service.repeated(PEOPLE) <= len(moments)


@WAYS
def test_stopped_under_load(webhook: bool, tmp_path: Path) -> None:
    with in_thread(serving(FakeTelegram())) as fake:
        service = served(fake, tmp_path, webhook=webhook)
        try:
            for answered in (50, 150, 250):
                service.wait_until_answered(PEOPLE, answered)
                assert service.stop() < STOP_SECONDS
                service.start()
            service.wait_until_answered(PEOPLE, len(PEOPLE))
        finally:
            service.end()
        assert service.repeated(PEOPLE) == 0
