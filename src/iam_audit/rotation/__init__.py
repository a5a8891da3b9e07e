"""Rotates access keys: a second key that is stored, tried and announced before the first one is retired.

What comes next is decided in `deciding.py`, from the journal and from what AWS says now; where keys can be stored, one
file each: `secrets_manager.py`, `parameter_store.py`, `vault.py`, `age_file.py`.
"""

from iam_audit.rotation.base import SecretStore
from iam_audit.rotation.course import courses
from iam_audit.rotation.making import Notice, Tools
from iam_audit.rotation.nouns import Act, Course, Outcome, Terms
from iam_audit.rotation.places import PERMISSIONS, Places, filled, refuse_shared
from iam_audit.rotation.retiring import IAM_PERMISSIONS
from iam_audit.rotation.rotating import Rotating
from iam_audit.rotation.secret import VALUES, NewKey, Secret
from iam_audit.rotation.vault_http import VaultServer
from iam_audit.rotation.writing import LEASE, Writer

__all__ = [
    "IAM_PERMISSIONS",
    "LEASE",
    "PERMISSIONS",
    "VALUES",
    "Act",
    "Course",
    "NewKey",
    "Notice",
    "Outcome",
    "Places",
    "Rotating",
    "Secret",
    "SecretStore",
    "Terms",
    "Tools",
    "VaultServer",
    "Writer",
    "courses",
    "filled",
    "refuse_shared",
]
