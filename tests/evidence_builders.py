"""A key and some files for tests of evidence."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FILES = {
    "README.txt": b"read me\n",
    "journal/events.jsonl": b"",
    "reports/report.md": b"# Report\n",
    "snapshot/123456789012/snapshot.json": b"{}\n",
}
