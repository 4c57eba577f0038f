"""Plain questions -> the provisions that answer them, as the programme file links them."""

from rapidfuzz import fuzz, process

from handlers.law import Quote
from handlers.programme import Programme
from handlers.understanding.sentences import heard, sentences

_LIKENESS = 85
_SHORTEST_STEM = 4  # letters of a word that may have an ending (`sasarannya`)


def about(programme: Programme, said: str) -> tuple[Quote, ...]:
    """Those whose longest phrase of `asks` is said whole; none where no phrase is."""
    spoken = heard(sentences(said, programme.default_language)).split()
    likeness = {
        quote: max((_words_said(phrase, spoken) for phrase in quote.provision.asks), default=0)
        for quote in _all(programme)
    }
    longest = max(likeness.values(), default=0)
    found = [quote for quote, words in likeness.items() if words == longest and words]
    return tuple(quote for quote in likeness if any(_holds(each, quote) for each in found))


def resting_on(programme: Programme, topic: str) -> tuple[Quote, ...]:
    """The provisions that a topic of the bot rests on."""
    return tuple(quote for quote in _all(programme) if topic in quote.provision.topics)


def _holds(whole: Quote, part: Quote) -> bool:
    """True for the provision itself, and for the letters of an article or point."""
    if whole.instrument is not part.instrument:
        return False
    address = whole.provision.address
    return part.provision.address == address or part.provision.address.startswith(
        f"{address} huruf"
    )


def _all(programme: Programme) -> list[Quote]:
    return [
        Quote(instrument, provision)
        for instrument in programme.law
        for provision in instrument.provisions
    ]


def _words_said(phrase: str, spoken: list[str]) -> int:
    """How many words the phrase has, if all of them are said in any order; else 0."""
    wanted = phrase.split()
    return len(wanted) if all(_is_said(word, spoken) for word in wanted) else 0


def _is_said(word: str, spoken: list[str]) -> bool:
    if word in spoken:
        return True
    if len(word) < _SHORTEST_STEM:
        return False
    if any(each.startswith(word) for each in spoken):
        return True
    return process.extractOne(word, spoken, scorer=fuzz.ratio, score_cutoff=_LIKENESS) is not None
