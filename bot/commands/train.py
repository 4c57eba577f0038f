"""`train`: utterances -> weights.bin, with a report. Needs the `train` extra (scikit-learn)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.failing import Failed

if TYPE_CHECKING:
    from bot.training.fit import Fitted
    from handlers.understanding.intents import Model

HELD_OUT = Path(__file__).resolve().parents[2] / "tests" / "handlers" / "understanding"
SPLITS = ("dev", "test")


def train(
    report: Annotated[
        Path, typer.Option(file_okay=False, help="Folder for report.md and calibration PNGs.")
    ] = Path("var/training"),
    check: Annotated[
        bool, typer.Option(help="Write no weights: exit 1 unless the committed ones come out.")
    ] = False,
) -> None:
    """Fit the intent classifier on locales/id/utterances and write the weights."""
    try:
        from bot.training import fit
        from bot.training.corpus import corpus
    except ImportError:
        raise Failed("Training needs scikit-learn: pip install '.[train]'") from None
    from handlers.understanding.intents import Model
    from handlers.understanding.understand import WEIGHTS

    fitted = _fitted()
    made = fit.exported(fitted)
    said = [line.said for split in SPLITS for line in corpus(HELD_OUT / split)]
    found = fit.compared(fitted, made, [*said, *(line.said for line in corpus()[::4])])
    typer.echo(
        f"export against scikit-learn on {found.lines:,} lines: same intent "
        f"{found.same_intent:.4f}, largest difference {found.largest_difference:.4f}"
    )
    if check:
        _compare(made, WEIGHTS)
    else:
        WEIGHTS.write_bytes(made)
        typer.echo(f"{WEIGHTS.name}: {len(made):,} bytes", err=True)
    _report(Model.read(made), report)


def _fitted() -> "Fitted":
    from bot.training import calibration, corpus, fit, noise

    lines = corpus.corpus()
    typer.echo(f"{len(lines):,} utterances; fitting takes two minutes …", err=True)
    fitted = fit.fit(noise.with_noise(lines))
    return fitted.at(calibration.temperature(lines))


def _compare(made: bytes, weights: Path) -> None:
    if made != weights.read_bytes():
        raise Failed(f"{weights.name} is not what the utterances give: run `sapa train`.")
    typer.echo(f"{weights.name} is what the utterances give.", err=True)


def _report(model: "Model", folder: Path) -> None:
    from bot.training import corpus, report, trial

    trials = {split: trial.tried(model, corpus.corpus(HELD_OUT / split)) for split in SPLITS}
    report.write(folder, trials)
    for split, found in trials.items():
        typer.echo(f"{split}: {report.headline(found)}")
    typer.echo(f"Report: {folder / 'report.md'}", err=True)
