"""Money as it stands in a letter: `Rp42.000.000 (empat puluh dua juta rupiah)`."""

from handlers.catalog import Rupiah
from handlers.conversation import Chat


def in_full(chat: Chat, amount: int) -> str:
    """Figures and words; figures alone in a language whose numbers num2words does not know."""
    from num2words import num2words

    try:
        spoken = num2words(amount, lang=chat.words.language)
    except NotImplementedError:
        return chat.text("amount", amount=Rupiah(amount))
    return chat.text("amount.in_full", amount=Rupiah(amount), words=spoken)
