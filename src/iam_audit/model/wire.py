"""How findings, and all that holds some, become JSON or plain values and are read again."""

from datetime import datetime
from typing import Any, TypeVar

import msgspec

from iam_audit.model.advice import Advice, Remediation

T = TypeVar("T")


def encode(value: object) -> bytes:
    """Return JSON."""
    return _ENCODER.encode(value)


def decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """Return what reads JSON as `kind`."""
    return msgspec.json.Decoder(kind, dec_hook=_read)


def plain(value: object) -> object:
    """Return lists, dictionaries and scalars; moments stay what they are."""
    return msgspec.to_builtins(value, builtin_types=(datetime,), enc_hook=_written)


def from_plain(value: object, kind: type[T]) -> T:
    """Return what `plain` was made of."""
    return msgspec.convert(value, kind, dec_hook=_read)


def _written(value: object) -> object:
    if isinstance(value, Advice):
        return value.remediation
    raise NotImplementedError(f"{type(value).__name__} is not a value of the model")


def _read(kind: type[Any], value: object) -> Advice:
    if kind is Advice:
        return Advice.of(msgspec.convert(value, Remediation))
    raise NotImplementedError(f"{kind.__name__} is not a value of the model")


_ENCODER = msgspec.json.Encoder(enc_hook=_written)
