"""Snapshots as files, and one that is invented."""

from iam_audit.snapshots.file import load_snapshot, save_snapshot, snapshot_bytes
from iam_audit.snapshots.mock import mock_snapshot

__all__ = ["load_snapshot", "mock_snapshot", "save_snapshot", "snapshot_bytes"]
