"""Keys of the catalogs, for `pybabel extract`: those said in code, and those of the first catalog.

Babel's own reader of Python would join the two keys of `text("a" if new else "b")` into one.
"""

import ast
from collections.abc import Iterator
from typing import IO, Any

from babel.messages.pofile import read_po

Found = tuple[int, str | None, str, list[str]]


def literal_keys(file: IO[bytes], *_: Any, **__: Any) -> Iterator[Found]:
    """The first argument of every `….text(…)`, where it is written out."""
    for node in ast.walk(ast.parse(file.read())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if node.func.attr == "text":
            for key in _written_out(node.args[0]):
                yield node.lineno, None, key, []


def listed_keys(file: IO[bytes], *_: Any, **__: Any) -> Iterator[Found]:
    for message in read_po(file):
        if message.id:
            yield message.lineno or 0, None, str(message.id), []


def _written_out(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.IfExp):
        yield from _written_out(argument.body)
        yield from _written_out(argument.orelse)
    elif isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
