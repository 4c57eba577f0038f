"""Which provisions the programme file may quote for what somebody asked about."""

from dataclasses import dataclass

from handlers.law_references import Reference, references
from handlers.plain import plain
from handlers.programme import Programme
from handlers.programme_facts import Instrument, Provision

_PARTS = ("pasal", "ayat", "angka", "huruf")


@dataclass(frozen=True, slots=True)
class Quote:
    instrument: Instrument
    provision: Provision


@dataclass(frozen=True, slots=True)
class Finding:
    """`instruments` are those that the reference may mean; `quotes` what is held of it."""

    read: Reference
    instruments: tuple[Instrument, ...]
    quotes: tuple[Quote, ...]

    @property
    def held(self) -> bool:
        return bool(self.quotes)


def find(programme: Programme, said: str) -> tuple[Finding, ...]:
    """One for each reference in the words; none where they name no law."""
    called = _called(programme, said)
    read = references(said) or ((Reference(),) if called else ())
    return tuple(_finding(programme, each, called) for each in read)


def _finding(programme: Programme, reference: Reference, called: tuple[Instrument, ...]) -> Finding:
    meant = tuple(each for each in programme.law if _may_mean(reference, each))
    if called and reference.number is None:
        meant = tuple(each for each in meant if each in called) or meant
    quotes = tuple(
        Quote(instrument, provision)
        for instrument in meant
        for provision in _held(instrument, reference)
    )
    if reference.kind is None:
        meant = tuple(each for each in meant if any(q.instrument is each for q in quotes))
    return Finding(reference, meant, quotes)


def _called(programme: Programme, said: str) -> tuple[Instrument, ...]:
    """Instruments whose everyday name stands in the words (`uu bpjs`)."""
    text = f" {' '.join(plain(said).lower().split())} "
    return tuple(each for each in programme.law if any(f" {name} " in text for name in each.names))


def _may_mean(reference: Reference, instrument: Instrument) -> bool:
    pairs = (
        (reference.kind, instrument.kind),
        (reference.number, instrument.number),
        (reference.year, instrument.year),
    )
    return all(said is None or said == held for said, held in pairs)


def _held(instrument: Instrument, reference: Reference) -> list[Provision]:
    """Those at or below the address; else one whose own text lists the letter asked for."""
    below = [each for each in instrument.provisions if _is_at(each, reference, _PARTS)]
    if below or reference.huruf is None:
        return below
    inside = f" {reference.huruf}. "
    return [
        each
        for each in instrument.provisions
        if _is_at(each, reference, _PARTS[:-1]) and each.huruf is None and inside in each.text
    ]


def _is_at(provision: Provision, reference: Reference, parts: tuple[str, ...]) -> bool:
    return all(getattr(reference, part) in (None, getattr(provision, part)) for part in parts)
