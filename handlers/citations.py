"""Citations of the law as people read them: what `jo.` joins is said in words."""

from handlers.conversation import Chat

_AMENDED = " jo. "  # juncto: read together with what changed it


def in_plain(chat: Chat, citation: str) -> str:
    """Several citations stand between semicolons."""
    return "; ".join(_changed(chat, each) for each in citation.split("; "))


def _changed(chat: Chat, citation: str) -> str:
    law, *by = citation.split(_AMENDED)
    if not by:
        return citation
    *first, last = by
    changes = chat.text("law.and", first=", ".join(first), last=last) if first else last
    return chat.text("law.amended", law=law, by=changes)
