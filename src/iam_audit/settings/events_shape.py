"""What can be set about CloudTrail's events."""

from typing import Annotated

import msgspec
from msgspec import Meta


class EventSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[events]`: how CloudTrail is asked, and where the trail can be queried for what is older."""

    calls_per_second: Annotated[
        float,
        Meta(
            gt=0,
            le=1000,
            description="How often LookupEvents is called in one account; AWS allows 2 for all callers.",
        ),
    ] = 1.5
    overlap_hours: Annotated[
        float, Meta(ge=2, le=168, description="Hours before the last look that are asked about again.")
    ] = 3.0
    delay_hours: Annotated[
        float,
        Meta(
            ge=0.25, le=72, description="Hours that CloudTrail may be late before an event counts as missing."
        ),
    ] = 2.0
    athena_database: Annotated[
        str, Meta(description="The database in Athena that has the trail's table.")
    ] = "default"
    athena_table: Annotated[str, Meta(description="The trail's table.")] = "iam_audit_trail"
    athena_workgroup: Annotated[str, Meta(description="The workgroup in Athena.")] = "primary"
    athena_output: Annotated[
        str | None, Meta(description="Where Athena writes results; unset, where the workgroup says.")
    ] = None
    athena_region: Annotated[
        str | None, Meta(description="The Region of Athena; unset, the one in force.")
    ] = None
