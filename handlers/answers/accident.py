"""An accident at work: treatment first, then the report, then the papers."""

from handlers.answers.claim_result import actions
from handlers.answers.offices import branch, call_centre
from handlers.conversation import Chat, Reply
from handlers.registry import answers

_REPORT_WITHIN = "accident_report"


@answers("report_accident")
def report_accident(chat: Chat) -> list[Reply]:
    chat.dialogue.asked = chat.understood.text  # the chronology reads its day
    limit = chat.programme.deadline(_REPORT_WITHIN)
    return [
        Reply(chat.text("accident.first")),
        Reply(
            chat.text(
                "accident.report",
                hours=limit.count if limit else "-",
                office=branch(chat).name,
                call_centre=call_centre(chat),
            ),
            (
                *actions(chat, "chronology", "accident_papers"),
                *chat.choices("benefit_accident", "office", "officer", "menu"),
            ),
        ),
    ]
