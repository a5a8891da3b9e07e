"""The secret half of a new key: shown by nothing, written down by nothing but the store that it is meant for."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

import msgspec

HIDDEN = "[hidden]"


class Secret:
    """A text that does not get into a log, a report, a traceback, a pickle or JSON by accident."""

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

    def reveal(self) -> str:
        """Return the text. Nobody but a store, and the one who tries the key, has reason to ask."""
        return self.__text

    def __repr__(self) -> str:
        return HIDDEN

    def __format__(self, _: str) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(
            self.__text.encode(), other.reveal().encode()
        )

    def __hash__(self) -> int:
        """Be equal to nothing by chance: who keeps secrets in a set or as keys makes a mistake."""
        return id(self)

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError("a secret is not written down")


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """An access key that was just made. Its secret is shown by AWS once, and never again."""

    account_id: str
    user_name: str
    id: str
    secret: Secret
    made_at: datetime


def sdk_value(key: NewKey) -> Secret:
    """Return what is stored: JSON that the SDKs and the AWS CLI take from a `credential_process` as it is."""
    return _json(
        {
            "Version": 1,
            "AccessKeyId": key.id,
            "SecretAccessKey": key.secret.reveal(),
            "UserName": key.user_name,
            "AccountId": key.account_id,
            "RotatedAt": _moment(key.made_at),
        }
    )


def environment_value(key: NewKey) -> Secret:
    """Return what is stored: JSON whose names are the environment variables that the SDKs read."""
    return _json(
        {
            "AWS_ACCESS_KEY_ID": key.id,
            "AWS_SECRET_ACCESS_KEY": key.secret.reveal(),
            "USER_NAME": key.user_name,
            "ACCOUNT_ID": key.account_id,
            "ROTATED_AT": _moment(key.made_at),
        }
    )


VALUES = {"sdk": sdk_value, "environment": environment_value}
"""How what is stored can look, by what `[rotate] shape` calls it."""
ID_NAMES = ("AccessKeyId", "AWS_ACCESS_KEY_ID")
SECRET_NAMES = ("SecretAccessKey", "AWS_SECRET_ACCESS_KEY")


def read_back(value: Secret) -> tuple[str, Secret] | None:
    """Return the key id and the secret in a stored value; None for anything else that may be there."""
    try:
        held = msgspec.json.decode(value.reveal(), type=dict[str, str | int])
    except msgspec.MsgspecError:
        return None
    ids = [str(held[name]) for name in ID_NAMES if name in held]
    secrets = [Secret(str(held[name])) for name in SECRET_NAMES if name in held]
    return (ids[0], secrets[0]) if ids and secrets else None


def _json(value: dict[str, str | int]) -> Secret:
    return Secret(msgspec.json.encode(value).decode())


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
