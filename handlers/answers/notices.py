"""Stop and restart notices: none is sent yet without being asked for, and that is said."""

from handlers.conversation import Chat, Choice, Reply
from handlers.registry import answers


@answers("unsubscribe")
def unsubscribe(chat: Chat) -> Reply:
    return Reply(chat.text("notices.none_yet"), chat.choices("delete_data", "menu"))


@answers("subscribe")
def subscribe(chat: Chat) -> Reply:
    return Reply(chat.text("notices.none_yet"), chat.choices("renewal", "menu"))


def which_to_stop(chat: Chat) -> Reply:
    """`berhenti` in the middle of a form may mean the form."""
    the_form = Choice(chat.text("notices.stop_form"), "stop:form")
    notices = Choice(chat.text("notices.stop_notices"), "go:unsubscribe")
    return Reply(chat.text("notices.which"), (the_form, notices))
