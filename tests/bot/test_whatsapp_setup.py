"""Setting WhatsApp up: settings that keep it from starting, `doctor`, template files, the fake."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.doctor_check import Check
from bot.doctor_whatsapp import examine_whatsapp
from bot.fakes.graph import FakeGraph, serving
from bot.fakes.graph_people import ACCOUNT_ID
from bot.fakes.in_thread import in_thread
from bot.settings import obstacle
from bot.settings import settings as chosen_settings
from handlers.catalog import languages
from handlers.notice_templates import (
    Contents,
    QuickReply,
    TemplateError,
    TemplateFile,
    problem_of,
    templates,
)
from tests.bot.whatsapp import problems, settings_for, spec


@pytest.fixture
def graph() -> Iterator[FakeGraph]:
    with in_thread(serving(FakeGraph())) as fake:
        yield fake


OBSTACLES = {
    "no number": ({"whatsapp_phone_number_id": None}, "WHATSAPP_PHONE_NUMBER_ID"),
    "a number with plus": ({"whatsapp_phone_number_id": "+62"}, "WHATSAPP_PHONE_NUMBER_ID"),
    "no app secret": ({"whatsapp_app_secret": None}, "WHATSAPP_APP_SECRET"),
    "odd app secret": ({"whatsapp_app_secret": "secret"}, "WHATSAPP_APP_SECRET"),
    "no verify token": ({"whatsapp_verify_token": " "}, "WHATSAPP_VERIFY_TOKEN"),
}


@pytest.mark.parametrize(("values", "named"), OBSTACLES.values(), ids=OBSTACLES)
def test_channel_without_its_secret_does_not_start(values: dict[str, Any], named: str) -> None:
    whole = settings_for(FakeGraph())

    assert obstacle(whole) is None
    reason = obstacle(whole.model_copy(update=values))
    assert reason is not None
    assert named in reason


def approve(fake: FakeGraph) -> None:
    for each in templates():
        fake.templates[each.name, each.language] = each.wire() | {"status": "APPROVED"}


def bill_as_marketing(fake: FakeGraph) -> None:
    approve(fake)
    for each in fake.templates.values():
        each["category"] = "MARKETING"


def examined(fake: FakeGraph, **values: object) -> dict[str, Check]:
    settings = settings_for(fake, whatsapp_business_account_id=ACCOUNT_ID)
    found = asyncio.run(examine_whatsapp(settings.model_copy(update=values)))
    return {check.name: check for check in found}


def test_doctor_finds_nothing_wrong(graph: FakeGraph) -> None:
    approve(graph)

    found = examined(graph)

    assert {check.state for check in found.values()} == {"ok"}
    assert len(found) == 6
    assert graph.token not in str(found)


WRONG: dict[str, tuple[Callable[[FakeGraph], None], dict[str, object], str, str]] = {
    "token": (lambda _: None, {"whatsapp_token": "EAAx"}, "whatsapp", "fail"),
    "number": (lambda _: None, {"whatsapp_phone_number_id": "7"}, "whatsapp", "fail"),
    "no answer": (lambda _: None, {"whatsapp_api_url": "http://127.0.0.1:9"}, "whatsapp", "fail"),
    "token ends": (
        lambda fake: setattr(fake, "token_expires_at", 4),
        {},
        "whatsapp token",
        "warn",
    ),
    "secret": (lambda _: None, {"whatsapp_app_secret": "0" * 32}, "whatsapp secret", "fail"),
    "no account": (
        lambda _: None,
        {"whatsapp_business_account_id": None},
        "whatsapp account",
        "warn",
    ),
    "not subscribed": (
        lambda fake: setattr(fake, "subscribed", False),
        {},
        "whatsapp webhook",
        "fail",
    ),
    "no templates": (lambda _: None, {}, "whatsapp templates", "warn"),
    "marketing": (bill_as_marketing, {}, "whatsapp templates", "warn"),
}


@pytest.mark.parametrize(("change", "values", "name", "state"), WRONG.values(), ids=WRONG)
def test_doctor_says_what_to_do(
    graph: FakeGraph,
    change: Callable[[FakeGraph], None],
    values: dict[str, object],
    name: str,
    state: str,
) -> None:
    change(graph)

    check = examined(graph, **values)[name]

    assert check.state == state
    assert check.fix


def template(body: str = "Berlaku sampai {day}, ya.", **more: Any) -> TemplateFile:
    given: dict[str, Any] = {"examples": {"day": "31 Desember"}, **more}
    return TemplateFile("name", "id", Contents(body, **given))


BAD_TEMPLATES = {
    "variable leads": template("{day} berakhir."),
    "variable trails": template("Sampai {day}."),
    "variables touch": template("Dari {day} {until} saja.", examples={"day": "a", "until": "b"}),
    "no example": template(examples={}),
    "empty example": template(examples={"day": " "}),
    "an example too many": template(examples={"day": "a", "x": "b"}),
    "a brace": template("Sampai {day} {Ya}, ya."),
    "empty": template("  ", examples={}),
    "too long": template("x" * 1025, examples={}),
    "header": template(header="x" * 61),
    "header with a variable": template(header="Sampai {day}"),
    "a reply too long": template(replies=(QuickReply("x" * 21, "go:menu"),)),
    "too many replies": template(replies=(QuickReply("a", "go:menu"),) * 4),
    "name": TemplateFile("Nama", "id", Contents("halo")),
}


@pytest.mark.parametrize("bad", BAD_TEMPLATES.values(), ids=BAD_TEMPLATES)
def test_template_that_meta_would_refuse(bad: TemplateFile) -> None:
    assert problem_of(template()) is None
    assert problem_of(bad)


def test_file_that_cannot_be_used_names_itself(tmp_path: Path) -> None:
    folder = tmp_path / "id" / "templates"
    folder.mkdir(parents=True)
    (folder / "x.toml").write_text('body = "{day}"')

    with pytest.raises(TemplateError, match=r"id/x\.toml: a variable leads"):
        templates(tmp_path)


def test_values_must_fill_every_variable() -> None:
    with pytest.raises(TemplateError, match="day"):
        template().filled({"day": " "})


def test_templates_fit_the_schema() -> None:
    for each in templates():
        assert list(problems(each.name, each.wire(), spec("openapi.json")["new_template"])) == []


def test_templates_are_the_same_in_every_language() -> None:
    """Names, variables, and what comes back from the replies."""
    found = {
        language: {
            each.name: (set(each.variables), [reply.value for reply in each.contents.replies])
            for each in templates()
            if each.language == language
        }
        for language in languages()
    }

    assert all(each == found["id"] for each in found.values())


@pytest.fixture
def on_graph(graph: FakeGraph, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGraph]:
    monkeypatch.setenv("WHATSAPP_TOKEN", graph.token)
    monkeypatch.setenv("WHATSAPP_BUSINESS_ACCOUNT_ID", ACCOUNT_ID)
    monkeypatch.setenv("WHATSAPP_API_URL", graph.address)
    chosen_settings.cache_clear()
    yield graph
    chosen_settings.cache_clear()


def test_push_then_status(on_graph: FakeGraph) -> None:
    runner = CliRunner()

    assert runner.invoke(app, ["templates", "push"]).exit_code == 0
    assert len(on_graph.templates) == len(templates())
    again = runner.invoke(app, ["templates", "push"])
    assert again.output.count("is there") == len(templates())
    waiting = runner.invoke(app, ["templates", "status"])
    assert waiting.exit_code == 1
    assert "pending" in waiting.output
    approve(on_graph)
    assert runner.invoke(app, ["templates", "status"]).exit_code == 0


def test_preview_shows_every_template() -> None:
    shown = CliRunner().invoke(app, ["templates", "preview"]).output

    assert all(each.name in shown for each in templates())
    assert "{" not in shown


def test_errors_of_the_fake_look_like_metas(graph: FakeGraph) -> None:
    """Each of Meta's examples has a `message`, a `type` and a `code`; so do the fake's."""
    url = f"{graph.address}/v23.0/106540352242922/messages"
    answer = httpx.post(url, json={"messaging_product": "whatsapp"}, headers=bearer(graph))
    refused = httpx.post(url, json={}, headers={"Authorization": "Bearer x"})

    shapes = [set(each["error"]) for listed in spec("errors.json").values() for each in listed]
    least = set.intersection(*shapes)
    for given, code in ((answer, 131008), (refused, 190)):
        error = given.json()["error"]
        assert least <= set(error)
        assert error["code"] == code


def test_fake_is_broken_from_outside(graph: FakeGraph) -> None:
    control = f"{graph.address}/_control"

    assert httpx.post(control, json={"do": "fails", "fault": "cut_after"}).status_code == 200
    assert httpx.post(control, json={"do": "explodes"}).status_code == 400
    said = httpx.post(control, json={"do": "says", "who": "62811", "text": "halo"})
    assert said.json()["result"]["text"] == {"body": "halo"}
    assert msgspec.json.decode(httpx.get(control).content)["webhook"]["waiting"] == 1


def bearer(fake: FakeGraph) -> dict[str, str]:
    return {"Authorization": f"Bearer {fake.token}"}
