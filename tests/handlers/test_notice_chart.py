"""The picture of a report: every bar and word inside it, the small villages together, its size."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from handlers.notice_chart import WIDTH, Bar, Chart, drawn, layout
from handlers.notice_report import MOST_BARS, Report, chart
from handlers.programme import load
from storage.broadcast_report import Tally
from storage.broadcasts import Counts
from tests.bot.notices import draft, somebody
from tests.conversation import BotUnderTest, KeysShown

LARGEST = 200_000
PLAIN = Chart("Kabar", "hari ini", ("ya", "tunggu", "tidak"), (Bar("Waha", 3, 1, 1),))
CHARTS = {
    "usual": PLAIN,
    "nobody": replace(PLAIN, bars=()),
    "a village with nobody": replace(PLAIN, bars=(Bar("Waha", 0, 0, 0),)),
    "a title that is too long": replace(PLAIN, title="perpanjangan kepesertaan " * 20),
    "a name that is too long": replace(PLAIN, bars=(Bar("Desa " * 30, 1, 0, 0),)),
    "many large villages": replace(
        PLAIN, bars=tuple(Bar(f"Desa {n}", 9000 + n, 900, 99) for n in range(MOST_BARS + 1))
    ),
}


@pytest.mark.parametrize("shown", CHARTS.values(), ids=CHARTS)
def test_everything_is_inside_the_picture(shown: Chart) -> None:
    placed = layout(shown)
    data = drawn(shown)
    image = Image.open(BytesIO(data))

    assert image.size == (WIDTH, placed.height)
    assert len(data) < LARGEST
    assert all(0 <= left < right <= WIDTH for left, _, right, _, _ in placed.boxes)
    assert all(bottom < placed.height for _, _, _, bottom, _ in placed.boxes)
    assert max(y + size for _, _, y, size, _, _ in placed.texts) < placed.height


def test_parts_of_a_bar_are_as_long_as_their_shares() -> None:
    boxes = layout(PLAIN).boxes[-3:]
    whole = boxes[-1][2] - boxes[0][0]

    assert [round((right - left) / whole, 1) for left, _, right, _, _ in boxes] == [0.6, 0.2, 0.2]


def test_small_villages_are_one_bar(bot: BotUnderTest) -> None:
    bot.knows(somebody(1))
    notice = draft(bot.database)
    villages = load().villages[: MOST_BARS + 3]
    tallies = [Tally(each.code, "sent", "", 100 - n) for n, each in enumerate(villages)]
    report = Report(notice, Counts(), tuple(tallies), {}, {})
    made = chart(report, KeysShown(), load(), date(2026, 11, 24))

    assert len(made.bars) == MOST_BARS + 1
    assert made.bars[0].label == villages[0].name
    assert made.bars[-1] == Bar("notice.chart.others(villages=3)", 85 + 84 + 83, 0, 0)
    assert sum(bar.people for bar in made.bars) == sum(each.people for each in tallies)
    assert made.legend[0] == f"notice.chart.arrived(people={sum(t.people for t in tallies)})"
