"""What of a membership row is personal: sealed as one record, never in a plain column."""

from datetime import date

import msgspec

SEALED_AS = "membership"


class Person(msgspec.Struct, frozen=True, array_like=True):
    """What `membership.sealed` holds; bound to `SEALED_AS` and the row's key. `phone` is E.164."""

    nik: str
    kpj: str
    name: str
    birth_date: date
    phone: str | None
