"""Why words could not be read as a value."""


class Problem(ValueError):  # noqa: N818  (it is said to people, never shown as an error)
    """`key` ends the catalog key `<form>.<slot>.<key>`; `values` fill its placeholders."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __repr__(self) -> str:
        """Without the values: a birth date may be among them, and a repr ends in logs."""
        return f"Problem({self.key!r}, {sorted(self.values)})"
