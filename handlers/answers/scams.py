"""Is a message genuine: its marks, what is never asked, and how to know the real ones."""

from handlers.answers.offices import call_centre, department
from handlers.conversation import Chat, Reply
from handlers.registry import answers
from handlers.scam_marks import Marks, marks, may_be_pasted

_SAYS = {"fee": ("money",), "data_by_message": ("account_number", "document_photo")}


@answers("scam")
def scam(chat: Chat) -> list[Reply]:
    """A pasted message is checked; a question without one hears what the marks are."""
    return [Reply(_verdict(chat, marks(chat.understood.text, chat.programme))), genuine(chat)]


def pasted(chat: Chat) -> bool:
    """A false message is warned of, whatever else it was taken for."""
    said = chat.understood.text
    return may_be_pasted(said) and marks(said, chat.programme).surely_pasted


def _verdict(chat: Chat, found: Marks) -> str:
    if found.any:
        return chat.text("scam.found", marks=listed(marks_in_words(chat, found)))
    if found.official:
        return chat.text("scam.official_link", hosts=", ".join(found.official))
    return chat.text("scam.signs", signs=listed([each.label for each in chat.programme.scam_signs]))


def marks_in_words(chat: Chat, found: Marks) -> list[str]:
    """Each once: a sign that is named says what it asks for."""
    said = {code for sign in found.signs for code in _SAYS.get(sign.code, ())}
    return [
        *(chat.text("scam.fake_site", host=host) for host in found.fake),
        *(sign.label for sign in found.signs if not (found.fake and sign.code == "link")),
        *(
            chat.text("scam.asked_for", what=each.label)
            for each in found.asked_for
            if each.code not in said
        ),
    ]


def genuine(chat: Chat) -> Reply:
    """What we never ask, the official addresses, and how the real bot is known."""
    domain, bot = chat.programme.contact("domain"), chat.programme.bot
    known = [each for each in (bot.whatsapp_number, bot.telegram_name) if each]
    real = (
        chat.text("scam.real_bot", bot=bot.name, addresses=", ".join(known))
        if known
        else chat.text("scam.real_bot_unknown", bot=bot.name, department=department(chat))
    )
    text = chat.text(
        "scam",
        never=", ".join(note.label for note in chat.programme.never_asked),
        domain=domain.value if domain else "-",
        real=real,
        call_centre=call_centre(chat),
    )
    return Reply(text, chat.choices("officer", "office", "menu"))


def listed(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
