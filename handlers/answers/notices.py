"""Stop and restart notices. A classification alone changes nothing: a tap or the word confirms."""

from handlers.conversation import Chat, Reply
from handlers.registry import answers


@answers("unsubscribe")
def unsubscribe(chat: Chat) -> Reply:
    return Reply(chat.text("notices.none_yet"), chat.choices("delete_data", "menu"))


@answers("subscribe")
def subscribe(chat: Chat) -> Reply:
    return Reply(chat.text("notices.none_yet"), chat.choices("renewal", "menu"))
