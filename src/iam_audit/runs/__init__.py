"""Runs: what an audit of many accounts has found so far, kept on disk until its report is written, and after.

run = runs.begin(root, manifest)            # a folder of its own, locked while this process lives
run.put(account_result, read_at)            # at once, whole or not at all
run.shelf(["123456789012", ...])            # all of it, without having it in memory
run = runs.resume(root, "20260319-...")     # in another process, on another day
"""

from iam_audit.runs.folder import Listed, Manifest, Run, begin, clean, count, known, new_id, resume
from iam_audit.runs.shelf import DiskShelf

__all__ = ["DiskShelf", "Listed", "Manifest", "Run", "begin", "clean", "count", "known", "new_id", "resume"]
