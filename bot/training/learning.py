"""A kept message becomes an utterance: what it may be, and where it is written."""

from pathlib import Path

from rapidfuzz import fuzz, process

from bot.training.corpus import Line, corpus
from handlers.understanding.anonymous import GAP
from handlers.understanding.normalise import normalise

BATCH = "kept"  # lines that people wrote, masked
LIKENESS = 85  # two lines of an intent that are more alike teach nothing new


class NotLearntError(ValueError):
    """The line cannot be an utterance of the intent; the sentence says why."""


def learn(words: str, intent: str, folder: Path) -> str:
    """Append the line, without its gaps, to the intent's file; returns it. Or NotLearntError."""
    line = " ".join(words.replace(GAP, " ").split())
    known = corpus(folder)
    if intent not in {each.intent for each in known}:
        raise NotLearntError(f"There is no intent {intent}: its file is missing in {folder.name}/.")
    said = normalise(line)
    if not said:
        raise NotLearntError("Nothing is left of the line.")
    own = [normalise(each.said) for each in known if each.intent == intent]
    if process.extractOne(said, own, scorer=fuzz.ratio, score_cutoff=LIKENESS):
        raise NotLearntError(f"{intent} has a line that is nearly the same.")
    others = [each.intent for each in known if normalise(each.said) == said]
    if others:
        raise NotLearntError(f"The line stands under {others[0]} already.")
    _append(folder / f"{intent}.txt", line, _last_batch(known, intent))
    return line


def _last_batch(known: list[Line], intent: str) -> str:
    return [each.batch for each in known if each.intent == intent][-1]


def _append(file: Path, line: str, batch: str) -> None:
    header = "" if batch == BATCH else f"# batch {BATCH}\n"
    with file.open("a", encoding="utf-8") as out:
        out.write(f"{header}{line}\n")
