"""Makes text that came from AWS or its SDK fit to be shown."""

import re

LONGEST = 400

SECRET = re.compile(r"[A-Za-z0-9+/=]{40,}")
"""Secret access keys have 40 characters of this alphabet, session tokens hundreds."""
KEY_ID = re.compile(r"\b(A[KS]IA)[A-Z0-9]{8,}([A-Z0-9]{4})\b")
USER_INFO = re.compile(r"(https?://)[^\s/@]+@")


def safe(text: str) -> str:
    """Return one line without secrets, full key ids or control characters, shortened if need be."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    line = USER_INFO.sub(r"\1", line)
    line = KEY_ID.sub(r"\1…\2", line)
    line = SECRET.sub(_hidden, line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _hidden(match: re.Match[str]) -> str:
    """Leave long paths alone: they seldom mix digits, capitals and small letters, as secrets do."""
    run = match[0]
    kinds = (str.isdigit, str.isupper, str.islower)
    return "[hidden]" if all(any(map(kind, run)) for kind in kinds) else run
