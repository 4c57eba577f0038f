"""Is a message genuine: what is never asked, and the official addresses."""

from handlers.answers.offices import call_centre
from handlers.conversation import Chat, Reply
from handlers.registry import answers


@answers("scam")
def scam(chat: Chat) -> Reply:
    never = "\n".join(f"- {note.label}" for note in chat.programme.never_asked)
    domain = chat.programme.contact("domain")
    text = chat.text(
        "scam", never=never, domain=domain.value if domain else "-", call_centre=call_centre(chat)
    )
    return Reply(text, chat.choices("officer", "office", "menu"))
