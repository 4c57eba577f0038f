"""What is kept of people, who sees it, and how to have it forgotten."""

from handlers.answers import notices
from handlers.answers.claim_found import cases_of
from handlers.answers.claim_result import actions
from handlers.conversation import Chat, Choice, Reply
from handlers.identity import link_label
from handlers.registry import answers


@answers("privacy")
def privacy(chat: Chat) -> Reply:
    facts = chat.programme.privacy
    rights = "\n".join(f"- {right.label}" for right in facts.rights)
    text = chat.text("privacy", controller=facts.controller, purpose=facts.purpose, rights=rights)
    return Reply(text, chat.choices("delete_data", "change_data", "unsubscribe", "menu"))


@answers("delete_data")
def delete_data(chat: Chat) -> Reply:
    """Lists the people linked to this chat; a tap forgets one of them, nothing before that."""
    links = chat.storage.links.of(chat.contact)
    people = [
        Choice(chat.text("delete.one", person=link_label(chat, link)), f"unlink:{link.id}")
        for link in links
    ]
    told = actions(chat, "erase") if cases_of(chat) or chat.dialogue.kept else ()
    if not people and told:
        return Reply(chat.text("case.erase.ask"), (*told, *chat.choices("menu")))
    if not people:
        ways = (notices.stop_all(chat), *chat.choices("privacy", "menu"))
        return Reply(chat.text("delete.nothing"), ways)
    everyone = Choice(chat.text("delete.all"), "unlink:all")
    keep = chat.choices("menu")
    return Reply(chat.text("delete.ask"), (*people, everyone, *told, *keep))


def forget(chat: Chat, who: str) -> Reply | None:
    """Drop one link or all; None where this contact has no such link.

    With the last one all notices stop, and stay stopped when somebody is linked again.
    """
    links = chat.storage.links.of(chat.contact)
    gone = [link for link in links if who in ("all", str(link.id))]
    if not gone:
        return None
    for link in gone:
        chat.storage.links.drop(chat.contact, link.id)
    lines = [chat.text("delete.done"), notices.forgotten(chat)]
    return Reply("\n\n".join(line for line in lines if line), chat.choices("menu"))
