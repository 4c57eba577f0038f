"""The fake Bot API from outside: control by HTTP, the page, the command."""

import signal
import socket
import subprocess
import sys
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from bot.commands.fake import app
from bot.fakes.in_thread import in_thread
from bot.fakes.telegram import TOKEN, FakeTelegram, serving
from tests.bot.telegram_talk import (
    BUTTONS,
    SITI,
    send,
)

CONTROLLED: dict[str, tuple[dict[str, Any], int]] = {
    "says": ({"do": "says", "chat_id": 2001, "text": "halo"}, 200),
    "photo": ({"do": "sends_photo", "chat_id": 2001, "caption": "KTP"}, 200),
    "blocks": ({"do": "blocks", "chat_id": 2002}, 200),
    "fails": ({"do": "fails", "fault": "cut_after", "times": 2, "chat_id": 2003}, 200),
    "heals": ({"do": "heals"}, 200),
    "no limits": ({"do": "limits", "on": False}, 200),
    "limits": ({"do": "limits", "a_second": 5}, 200),
    "unknown verb": ({"do": "stop"}, 400),
    "unknown fault": ({"do": "fails", "fault": "flood"}, 400),
    "wrong type": ({"do": "says", "chat_id": "siti", "text": "halo"}, 400),
    "no button": ({"do": "presses", "chat_id": 2001, "button": "x"}, 400),
}


@pytest.mark.parametrize(("body", "status"), CONTROLLED.values(), ids=CONTROLLED)
def test_control_from_another_process(body: dict[str, Any], status: int) -> None:
    with in_thread(serving(FakeTelegram())) as fake:
        assert httpx.post(f"{fake.address}/_control", json=body).status_code == status


def test_control_does_what_it_says() -> None:
    with in_thread(serving(FakeTelegram())) as fake, httpx.Client(verify=False) as client:
        control = f"{fake.address}/_control"
        client.post(control, json={"do": "says", "chat_id": SITI, "text": "halo"})
        client.post(control, json={"do": "fails", "fault": "server_error", "times": 1})
        assert [send(client, fake, SITI) for _ in range(2)] == [
            "502 text/html",
            "200 application/json",
        ]

        state = client.get(control).json()

        assert [(each["chat_id"], each["text"]) for each in state["delivered"]] == [(SITI, "x")]
        assert [each["method"] for each in state["calls"]] == ["sendMessage"] * 2
        assert state["waiting"] == 1


def test_page_speaks_and_shows_without_trusting_words() -> None:
    with in_thread(serving(FakeTelegram())) as fake:
        address = fake.address
        with httpx.Client(base_url=address, follow_redirects=True, verify=False) as page:
            form = {"chat_id": str(SITI), "text": "<script>"}
            assert "&lt;script&gt;" in page.post("/talk", data=form).text
            markup = {"chat_id": SITI, "text": "Pilih", "reply_markup": BUTTONS}
            page.post(f"/bot{TOKEN}/sendMessage", json=markup)
            assert ">Kartu</button>" in page.get("/talk").text
            page.post("/talk", data={"chat_id": str(SITI), "press": "card"})
            assert page.post("/talk", data={"chat_id": "siti"}).status_code == 400
            assert "iframe" in page.get("/").text

    assert [next(iter(each.wire.keys() - {"update_id"})) for each in fake.updates.pending] == [
        "message",
        "callback_query",
    ]


def test_command_serves_until_it_is_interrupted() -> None:
    command = [sys.executable, "-c", "from bot.commands.fake import app; app()"]
    with subprocess.Popen(
        [*command, "telegram", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        says = {"do": "says", "chat_id": SITI, "text": "halo"}
        httpx.post(f"{address}/_control", json=says)
        message = {"chat_id": SITI, "text": "NIK\n7407024506720001", "reply_markup": BUTTONS}
        httpx.post(f"{address}/bot{TOKEN}/sendMessage", json=message)
        assert process.stderr is not None
        assert f"TELEGRAM_API_URL={address} TELEGRAM_TOKEN={TOKEN}" in process.stderr.readline()
        assert process.stderr.readline() == f"{SITI}  NIK … [Kartu] [Peta]\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10) == ("", "")

    assert process.returncode == 0


def test_command_refuses_a_token_and_a_port_that_cannot_be() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        busy = CliRunner().invoke(app, ["telegram", "--port", port])
        wrong = CliRunner().invoke(app, ["telegram", "--token", "rahasia-sekali"])

    assert (str(busy.exception).partition(":")[0], wrong.exit_code) == (
        "The fake could not be served",
        2,
    )
    assert "rahasia-sekali" not in wrong.output
