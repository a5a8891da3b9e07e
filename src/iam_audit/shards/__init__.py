"""The parts of an audit that several machines share: the plan, the accounts judged so far, the reports."""

from iam_audit.shards.run import Run
from iam_audit.shards.s3 import S3Store
from iam_audit.shards.store import Store, Trouble

__all__ = ["Run", "S3Store", "Store", "Trouble"]
