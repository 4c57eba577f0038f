"""`broadcast report`: what became of a notice, on the terminal, as JSON, CSV and PNG."""

import csv
import io
import json
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.failing import Failed
from bot.settings import settings

if TYPE_CHECKING:
    from handlers.catalog import Words
    from handlers.notice_report import Report
    from handlers.programme import Programme

CSV_COLUMNS = ("village_code", "village", "state", "reason", "reason_text", "people")
# What a spreadsheet takes for a formula; full-width signs too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def report(
    number: Annotated[int, typer.Argument(metavar="ID", help="Of the notice.")],
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help="Write village, state, reason and people there.")
    ] = None,
    png_file: Annotated[
        Path | None, typer.Option("--png", help="Write a bar chart for a meeting there.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """How far it came, why not further, by village, and what people asked; numbers only."""
    from handlers.catalog import catalog
    from handlers.notice_chart import drawn
    from handlers.notice_report import chart
    from handlers.programme import load

    programme = load(settings().programme)
    found, words = _look(number), catalog(programme.default_language)
    if csv_file is not None:
        _write(csv_file, as_csv(rows(found, words, programme)))
    if png_file is not None:
        today = datetime.now(programme.timezone).date()
        _write(png_file, drawn(chart(found, words, programme, today)))
    if as_json:
        typer.echo(json.dumps(as_object(found, words, programme), ensure_ascii=False))
    else:
        typer.echo(_table(found, programme))


def rows(report: "Report", words: "Words", programme: "Programme") -> list[tuple[str, ...]]:
    """In the order of `CSV_COLUMNS`."""
    from handlers.notice_report import village_name, why
    from storage.broadcast_report import MISSED

    return [
        (
            each.village_code,
            village_name(programme, each.village_code),
            each.state,
            each.reason,
            why(words, each.state, each.reason) if each.state in MISSED else "",
            str(each.people),
        )
        for each in report.tallies
    ]


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    """UTF-8 with a mark that Excel needs, everything quoted, no cell a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow(CSV_COLUMNS)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def as_object(report: "Report", words: "Words", programme: "Programme") -> dict[str, object]:
    """The shape of docs/contracts.md."""
    from handlers.notice_report import village_name, why
    from storage.broadcast_report import STATES

    villages = report.by(lambda each: each.village_code)
    counts = {name: getattr(report.counts, name) for name in report.counts.__dataclass_fields__}
    return {
        "id": report.notice.id,
        "title": report.notice.contents.title,
        "state": report.notice.state,
        **counts,
        "people": report.states,
        "reasons": [
            {"state": state, "reason": reason, "text": why(words, state, reason), "people": people}
            for (state, reason), people in report.reasons.items()
        ],
        "villages": [
            {
                "village_code": code,
                "village": village_name(programme, code),
                **dict.fromkeys(STATES, 0),
                **states,
            }
            for code, states in villages.items()
        ],
        "answers": [{"intent": name, "chats": many} for name, many in report.answers.items()],
        "visits": [{"result": name, "people": many} for name, many in report.visits.items()],
    }


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _table(report: "Report", programme: "Programme") -> str:
    """Parts with a heading each; figures stand in front, so that they line up."""
    from handlers.notice_report import village_name
    from storage.broadcast_report import ARRIVED

    lines = [f"Notice {report.notice.id} ({report.notice.state}): {report.notice.contents.title}"]
    lines += ["", "People by state", *_lines(report.states)]
    if report.reasons:
        reasons = {f"{state}: {reason or '-'}": n for (state, reason), n in report.reasons.items()}
        lines += ["", "Not reached, by reason", *_lines(reasons)]
    villages = report.by(lambda each: each.village_code).items()
    arrived = {
        f"of {sum(states.values())} in {village_name(programme, code)} ({code})": sum(
            states.get(state, 0) for state in ARRIVED
        )
        for code, states in villages
    }
    lines += ["", "Reached, by village", *_lines(arrived)]
    for heading, counted in (
        ("Answers within 3 days, by intent (chats)", report.answers),
        ("Visits, by result", report.visits),
    ):
        if counted:
            lines += ["", heading, *_lines(counted)]
    return "\n".join(lines)


def _lines(counted: dict[str, int]) -> list[str]:
    return [f"{number:>8}  {name}" for name, number in counted.items()]


def _look(number: int) -> "Report":
    from bot.opening import open_database
    from handlers.notice_report import report_of
    from storage.store import Store

    database = open_database(settings())
    try:
        with database.read() as connection:
            now = time.time()
            store = Store(connection, database.sealer, now=now, real_now=now)
            notice = store.broadcasts.get(number)
            if notice is None:
                raise Failed(f"There is no notice {number}: see `sapa broadcast list`.")
            return report_of(store, notice)
    finally:
        database.close()


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}.") from None
