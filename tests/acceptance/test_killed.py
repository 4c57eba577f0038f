"""kill -9: what was committed is answered once, by whichever process comes next."""

import json
import signal
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.acceptance.conftest import CommandLine

TOPICS = ("office", "privacy", "programs", "card_lost", "change_data", "greeting", "thanks", "menu")
SENDERS = ("a", "b", "c")
MOMENTS = ("leased", "committed")  # the second must not find and free what the first leased


def test_reply_that_a_killed_process_did_not_show_is_shown_once(sapa: CommandLine) -> None:
    died = {moment: {"sender": moment, "id": moment, "text": "halo"} for moment in MOMENTS}
    for moment, message in died.items():
        dead = sapa.start("tests.acceptance.killed", moment, *message.values())
        dead.communicate()
        assert dead.returncode == -signal.SIGKILL

    said = [*died.values(), *died.values(), {"sender": "calm", "text": "halo"}]
    *firsts_and_agains, calm = map(shown, sapa.chat(said))

    assert calm
    assert firsts_and_agains == [calm, calm, [], []]


def test_chat_killed_among_many_messages_loses_none(sapa: CommandLine) -> None:
    messages = [
        {"sender": sender, "id": f"{sender}{number}", "choice": f"go:{topic}"}
        for number, topic in enumerate(TOPICS)
        for sender in SENDERS
    ]
    before = killed_after(sapa, messages, lines=10)
    after = sapa.chat([*messages, *({"sender": "calm", "choice": f"go:{t}"} for t in TOPICS)])

    wanted = Counter(text for answer in of(["calm"], after) for text in shown(answer))
    twice: Counter[str] = Counter()
    for sender in SENDERS:
        got = Counter(text for answer in of([sender], [*before, *after]) for text in shown(answer))
        assert wanted - got == Counter()
        twice += got - wanted
    assert twice.total() <= 1


def killed_after(
    sapa: CommandLine, messages: list[dict[str, Any]], lines: int
) -> list[dict[str, Any]]:
    """What a chat had shown when it was killed with a few messages still in its hands."""
    given = messages[: lines + 3]
    chat = sapa.start("bot", "chat", "--jsonl")
    assert chat.stdin
    assert chat.stdout
    chat.stdin.write("".join(json.dumps(message) + "\n" for message in given).encode())
    chat.stdin.flush()
    seen = [chat.stdout.readline() for _ in range(lines)]
    chat.kill()
    rest, _ = chat.communicate()
    whole = [line for line in (*seen, *rest.splitlines(keepends=True)) if line.endswith(b"\n")]
    assert lines <= len(whole)
    return [json.loads(line) for line in whole]


def of(senders: list[str], answers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [answer for answer in answers if answer["sender"] in senders]


def shown(answer: dict[str, Any]) -> list[str]:
    return [reply["text"] for reply in answer["replies"]]
