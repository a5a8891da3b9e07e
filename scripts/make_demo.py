"""Make the store that the demo ships: `python scripts/make_demo.py`. It takes some minutes."""

import sys
import tempfile
from pathlib import Path

from iam_audit.store import open_store
from iam_audit.workflows.demo_store import SHIPPED, fill, pack

HOME = Path(__file__).parent.parent / "src" / "iam_audit" / "demo"


def main() -> None:
    """Fill a store, and pack it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "year.sqlite"
        with open_store(f"sqlite:///{file}") as store:
            fill(store)
            with store.reading() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        data = pack(file)
    (HOME / SHIPPED).write_bytes(data)
    sys.stdout.write(f"{HOME / SHIPPED}: {len(data):,} bytes\n")


if __name__ == "__main__":
    main()
