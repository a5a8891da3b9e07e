"""Shards in an S3 bucket."""

from typing import Any, TypeAlias

from iam_audit.aws import explain
from iam_audit.errors import InputError, OutputError

Client: TypeAlias = Any
"""A botocore client of S3."""

MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


class S3Store:
    """A bucket, or what is below a prefix of it."""

    def __init__(self, client: Client, bucket: str, prefix: str = "") -> None:
        self.bucket = bucket
        self._client = client
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def key(self, name: str) -> str:
        """Return the whole key of a name."""
        return f"{self._prefix}{name}"

    def put(self, name: str, data: bytes, media_type: str) -> None:
        """Write an object. Raises OutputError."""
        try:
            self._client.put_object(Bucket=self.bucket, Key=self.key(name), Body=data, ContentType=media_type)
        except Exception as error:
            raise OutputError(self._refusal(name, "written", "s3:PutObject", error)) from error

    def get(self, name: str) -> bytes | None:
        """Read an object; None when there is none. Raises InputError."""
        try:
            answer = self._client.get_object(Bucket=self.bucket, Key=self.key(name))
            return bytes(answer["Body"].read())
        except Exception as error:
            if explain(error)[0] in MISSING:
                return None
            why = self._refusal(name, "read", "s3:GetObject and s3:ListBucket", error)
            raise InputError(why) from error

    def _refusal(self, name: str, done: str, needed: str, error: Exception) -> str:
        return (
            f"s3://{self.bucket}/{self.key(name)} could not be {done}: {explain(error)[1].rstrip('.')}. "
            f"Check the name of the bucket, and that {needed} is allowed there."
        )
