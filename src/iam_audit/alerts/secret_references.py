"""Secrets are named in the settings and looked up when they are needed; they are never written there, nor shown."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeAlias, get_args

import msgspec

from iam_audit.errors import SettingsError
from iam_audit.settings.values import fields_of

IS_SECRET = "secret"  # noqa: S105 - a mark on a type
FORMS = "env:NAME, file:PATH, secretsmanager:ARN-or-name or ssm:NAME"
_REFERENCE = re.compile(r"(env|file|secretsmanager|ssm):(.+)", re.DOTALL)

SecretReference: TypeAlias = Annotated[str, msgspec.Meta(extra={IS_SECRET: True})]
"""Where a secret is kept, in one of the four forms; fields of this type never hold the secret itself."""

Client: TypeAlias = Any


class Secrets:
    """Looks secrets up, each once: in the environment, a file, Secrets Manager or the Parameter Store."""

    def __init__(self, environment: Mapping[str, str], client: Callable[[str, str | None], Client]) -> None:
        self._environment = environment
        self._client = client
        self._known: dict[str, str] = {}

    def look_up(self, reference: str) -> str:
        """Return the secret. Raises SettingsError, which names the reference and never its value."""
        if reference not in self._known:
            self._known[reference] = self._found(reference)
        return self._known[reference]

    def _found(self, reference: str) -> str:
        match = _REFERENCE.fullmatch(reference)
        if not match:
            raise SettingsError(f"A secret must be given as {FORMS}.")
        source, name = match.groups()
        try:
            secret = self._ask(source, name).strip()
        except Exception as error:
            raise SettingsError(f"The secret {reference} cannot be read: {_why(error)}.") from error
        if not secret:
            raise SettingsError(f"The secret {reference} is empty.")
        return secret

    def _ask(self, source: str, name: str) -> str:
        match source:
            case "env":
                return self._environment[name]
            case "file":
                return Path(name).read_text(encoding="utf-8")
            case "secretsmanager":
                return str(
                    self._client(source, _region(name)).get_secret_value(SecretId=name)["SecretString"]
                )
            case _:
                answer = self._client(source, _region(name)).get_parameter(Name=name, WithDecryption=True)
                return str(answer["Parameter"]["Value"])


def references_in(settings: msgspec.Struct) -> Iterator[str]:
    """Yield every reference to a secret that some settings hold."""
    for name, hint in fields_of(type(settings)).items():
        if is_secret(hint):
            yield from _texts(getattr(settings, name))


def refuse_secrets_in_clear(values: Mapping[str, Any], kind: type[msgspec.Struct], where: str) -> None:
    """Raise SettingsError for a secret that is no reference, without repeating it."""
    for name, hint in fields_of(kind).items():
        if is_secret(hint) and not all(_REFERENCE.fullmatch(text) for text in _texts(values.get(name))):
            raise SettingsError(f"{where}: {name} is a secret, and must be given as {FORMS}.")


def is_secret(hint: Any) -> bool:  # noqa: ANN401 - an annotation can be anything
    """Whether fields of that annotation hold references to secrets."""
    marks = [one.extra or {} for one in getattr(hint, "__metadata__", ()) if isinstance(one, msgspec.Meta)]
    return any(IS_SECRET in mark for mark in marks) or any(is_secret(inner) for inner in get_args(hint))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever somebody wrote there
    """Yield what is written in a setting, in a table of settings, or nowhere."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif value is not None:
        yield str(value)


def _region(name: str) -> str | None:
    """Return the Region of an ARN, so that a secret may live elsewhere than the rest."""
    parts = name.split(":")
    return parts[3] if name.startswith("arn:") and len(parts) > 3 and parts[3] else None


def _why(error: Exception) -> str:
    match error:
        case KeyError():
            return "there is no such variable, or no text in it"
        case OSError():
            return error.strerror or type(error).__name__
        case _:
            answer = getattr(error, "response", {})
            return str(answer.get("Error", {}).get("Code") or type(error).__name__)
