"""WhatsApp's templates as people read them, with their examples filled in."""

from collections.abc import Sequence
from html import escape

from bot.channels.whatsapp.render import formatted
from bot.pages import phone
from handlers.catalog import Words
from handlers.notice_templates import TemplateFile


def page(words: Words, files: Sequence[TemplateFile]) -> str:
    """Without scripts: nothing here can be pressed."""
    shown = "\n".join(_shown(words, each) for each in files)
    return phone.filled("templates.html", words).replace("{templates}", shown)


def _shown(words: Words, file: TemplateFile) -> str:
    language = escape(words.text(f"language.{file.language}"))
    title = f"<h2>{escape(file.name)} <small>{language}</small></h2>"
    header = file.contents.header
    top = f'<p class="text"><b>{escape(header)}</b></p>' if header else ""
    text = f'<p class="text">{_marked_up(file.body(file.contents.examples))}</p>'
    replies = "".join(
        f'<li><span class="way"><span>{escape(each.label)}</span></span></li>'
        for each in file.contents.replies
    )
    label = escape(words.text("page.templates.replies"))
    buttons = f'<ul class="choices" aria-label="{label}">{replies}</ul>' if replies else ""
    return (
        f'<section data-view="whatsapp">{title}<article class="bubble bot" lang="{file.language}">'
        f'<div class="paper">{top}{text}</div>{buttons}</article>'
        "</section>"
    )


def _marked_up(text: str) -> str:
    """With the formats that WhatsApp shows."""
    marked = []
    for piece, tags in formatted(text):
        opened = "".join(f"<{tag}>" for tag in tags)
        closed = "".join(f"</{tag}>" for tag in reversed(tags))
        marked.append(f"{opened}{escape(piece)}{closed}")
    return "".join(marked)
