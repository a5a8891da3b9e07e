"""What the files of an offline bundle are called, and what those that AWS does not know hold."""

import re
from typing import Annotated

import msgspec

from iam_audit.collect import collectors, per_user_collectors
from iam_audit.collect.authorization_details import AuthorizationDetails
from iam_audit.collect.credential_report import CredentialReport
from iam_audit.collect.shapes import Moment
from iam_audit.collect.users import Users

REPORT_TIME = "credential-report.json"
"""GetCredentialReport without its content, or as the AWS CLI saves it, content and all."""
ACCOUNT = "account.json"
GAPS = "gaps.json"
SNAPSHOT = "snapshot.json"

WITH_USERS = (CredentialReport.file, REPORT_TIME, Users.file, AuthorizationDetails.file)
"""Any of these tells who the users are; the first is what a bundle made by hand needs."""

ID = re.compile(r"[0-9]{12}")

ADVICE = "Save AWS's answer again with the AWS CLI, or the whole bundle with `iam-audit collect`."


class AccountFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """What `account.json` holds; all of it may be missing in a bundle made by hand."""

    id: Annotated[str, msgspec.Meta(pattern=f"^{ID.pattern}$")] | None = None
    name: str = ""
    partition: str | None = None
    management: bool | None = None
    collected_at: Moment | None = None


class ReportFile(msgspec.Struct, frozen=True, rename="pascal"):
    """What `credential-report.json` holds."""

    content: str | None = None
    """In base64, as the AWS CLI leaves it."""
    generated_time: Moment | None = None


def answer_files() -> frozenset[str]:
    """Return the names of the files that hold answers of AWS."""
    return frozenset(source.file for source in (*collectors(), *per_user_collectors()))
