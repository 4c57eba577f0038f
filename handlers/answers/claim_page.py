"""The words of the checklist that a family prints."""

from handlers.answers import claim_result
from handlers.answers.claim_checklist import named, needed
from handlers.answers.offices import branch, call_centre, department
from handlers.claim_sheet import Line, Sheet
from handlers.conversation import Chat
from storage.claim_cases import Case


def sheet(chat: Chat, case: Case) -> Sheet:
    """Papers, sums, offices and the official site; nothing that names the person."""
    site = chat.programme.contact("tracking")
    return Sheet(
        title=chat.text("case.pdf.title", regency=chat.programme.regency_title),
        heading=claim_result.summary(chat, case),
        lines=tuple(
            Line(
                named(chat, each, case),
                each.help if each.help and each.help != each.when else "",
                each.code in case.facts.have,
            )
            for each in needed(chat, case)
        ),
        notes=(
            *(claim_result.amounts(chat, case) if case.kind == "death" else ()),
            chat.text("case.pdf.before_boat"),
        ),
        offices=(
            chat.text("case.pdf.branch", office=branch(chat).name),
            chat.text("case.pdf.call", call_centre=call_centre(chat)),
            chat.text("case.pdf.department", department=department(chat)),
        ),
        address=site.value if site else "",
        foot=chat.text("case.pdf.foot", bot=chat.programme.bot.name, today=chat.today),
    )
