"""What a training run reports: Markdown with the figures, and the calibration curve as PNG."""

from collections.abc import Iterator
from pathlib import Path

from bot.training.calibration import curve
from bot.training.chart import draw
from bot.training.trial import Trial

MOST_PAIRS = 25


def write(folder: Path, trials: dict[str, Trial]) -> None:
    """`report.md` and one `calibration-<split>.png` for each split."""
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(line for name, trial in trials.items() for line in _section(name, trial))
    (folder / "report.md").write_text(f"# Intent weights\n\n{text}\n", encoding="utf-8")
    for name, trial in trials.items():
        confidences = [each.confidence for each in trial.outcomes]
        bins = curve(confidences, [each.right for each in trial.outcomes])
        draw(bins, folder / f"calibration-{name}.png")


def headline(trial: Trial) -> str:
    """One line of figures."""
    return (
        f"{len(trial.outcomes)} lines: top-1 {trial.top:.3f}, top-3 {trial.top_three:.3f}; "
        f"answered right {trial.share('answer', right=True):.3f}, "
        f"wrong {trial.share('answer', right=False):.3f}, "
        f"right one offered {trial.share('offer', offered=True):.3f}; "
        f"out of scope taken for a question {trial.strangers_accepted:.3f}"
    )


def _section(name: str, trial: Trial) -> Iterator[str]:
    yield f"## {name}\n\n{headline(trial)}\n\n![calibration](calibration-{name}.png)\n"
    yield "| intent | lines | precision | recall |\n|---|---|---|---|"
    for each in trial.by_intent():
        yield f"| {each.intent} | {each.lines} | {each.precision:.2f} | {each.recall:.2f} |"
    yield "\n| wanted | heard instead | times |\n|---|---|---|"
    for wanted, heard, count in trial.confusions()[:MOST_PAIRS]:
        yield f"| {wanted} | {heard} | {count} |"
    yield ""
