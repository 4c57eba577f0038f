"""Somebody in danger now: the number to call comes before anything else."""

from typing import cast

from handlers.answers.claim_result import actions
from handlers.conversation import Chat, Reply
from handlers.programme_facts import Danger


def emergency(chat: Chat, danger: str) -> Reply:
    lines = chat.programme.emergency(cast(Danger, danger))
    numbers = "\n".join(f"{line.label}: {line.number}" for line in lines)
    hurt_at_work = () if danger == "self_harm" else ("report_accident",)
    after = chat.choices(*hurt_at_work, "officer", "menu")
    if danger == "missing":
        chat.dialogue.asked = chat.understood.text  # the guide reads it once the search is over
        after = (*actions(chat, "search_over"), *after)
    return Reply(chat.text(f"danger.{danger}", lines=numbers), after)
