"""Signs packs of evidence as the settings say, for whoever packs them."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from iam_audit.evidence import stamps
from iam_audit.evidence.packing import Seal
from iam_audit.model import AuditResult
from iam_audit.settings import Settings
from iam_audit.workflows.evidencing import made_by


def sealing(
    settings: Settings, key: Ed25519PrivateKey, previous: str | None
) -> Callable[[AuditResult], Seal]:
    """Return what seals a pack, chained to the manifest of the one before, and has it stamped if that is asked for."""
    tsa = settings.evidence.tsa
    stamp = (lambda data: stamps.stamp_by(tsa, data)) if tsa else None
    return lambda result: Seal(
        key=key, made_by=made_by(), as_of=result.generated_at, previous=previous, stamp=stamp
    )
