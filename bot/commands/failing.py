"""How a command fails: one sentence on stderr, never a traceback."""


class Failed(Exception):  # noqa: N818 - read as `raise Failed("…")`
    """Exit code 1; the sentence says what to do."""

    exit_code = 1


class Misused(Failed):
    """Exit code 2: an option or its value cannot be used."""

    exit_code = 2


class Refused(Failed):
    """Exit code 3: a safety rule refused; the sentence says which, and what overrides it."""

    exit_code = 3
