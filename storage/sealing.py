"""Personal records at rest: sealed (AES-256-GCM), and found again only through keyed indexes."""

import hashlib
import hmac
import os
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Record = TypeVar("Record")

SHORTEST_SECRET = 32
_KEY_ID = b"\x01"
_NONCE_BYTES = 12
_INDEX_BYTES = 16


class SealError(ValueError):
    """A sealed record does not open: another key, another row, or changed bytes."""


class Sealer:
    """Seals one record a row; the row's table and natural key are bound in as associated data.

    A sealed value is: key id (1 byte), nonce (12 bytes), ciphertext with tag. The data key and
    the index key are derived apart from each other, so that one can change without the other.
    """

    def __init__(self, secret: str) -> None:
        if len(secret) < SHORTEST_SECRET:
            raise SealError(f"the secret key is shorter than {SHORTEST_SECRET} characters")
        self._data = AESGCM(_derived(secret, b"data-1"))
        self._index_key = _derived(secret, b"index-1")
        # Copying a keyed state costs a third of building it anew; a refresh makes millions.
        self._index_state = hmac.new(self._index_key, digestmod=hashlib.sha256)
        self._digest_state = hashlib.blake2b(
            key=_derived(secret, b"digest-1"), digest_size=_INDEX_BYTES
        )

    def seal(self, table: str, row: bytes, record: object) -> bytes:
        """Encode with msgpack and seal."""
        nonce = os.urandom(_NONCE_BYTES)
        body = self._data.encrypt(nonce, msgspec.msgpack.encode(record), _bound_to(table, row))
        return _KEY_ID + nonce + body

    def open(self, table: str, row: bytes, sealed: bytes, kind: type[Record]) -> Record:
        """Open and decode; SealError where key, row or bytes are not the ones it was made with."""
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if sealed[:1] != _KEY_ID:
            raise SealError(f"a record of {table} was sealed with an unknown key")
        try:
            plain = self._data.decrypt(nonce, body, _bound_to(table, row))
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            raise SealError(f"a record of {table} does not open with this key") from None
        return msgspec.msgpack.decode(plain, type=kind)

    def index(self, field: str, value: str) -> bytes:
        """Blind index (HMAC-SHA256, 16 bytes): equal for equal values, says nothing else."""
        state = self._index_state.copy()
        state.update(f"{field}\x1f{value}".encode())
        return state.digest()[:_INDEX_BYTES]

    def digest(self, *parts: str) -> bytes:
        """Keyed blake2b (16 bytes) over whole cells: has this row changed?"""
        state = self._digest_state.copy()
        state.update("\x1f".join(parts).encode())
        return state.digest()


def _bound_to(table: str, row: bytes) -> bytes:
    return table.encode() + b"\x1f" + row


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=b"sapa-jamsos", info=purpose).derive(
        secret.encode()
    )
