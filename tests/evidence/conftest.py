"""A key, a pack and a time stamp service for tests of evidence."""

import pytest
from stamping_service import make_service, stamping

from builders import NOW
from evidence_builders import FILES, KEY
from iam_audit.evidence.packing import Seal, write_pack


@pytest.fixture
def packed(tmp_path):
    """Writes a small pack; say what is to be other than usual."""

    def write(name="pack.zip", files=FILES, **fields):
        seal = Seal(**({"key": KEY, "made_by": "iam-audit 1.0", "as_of": NOW} | fields))
        contents = {name: (lambda data=data: (data,)) for name, data in files.items()}
        write_pack(tmp_path / name, contents, seal)
        return tmp_path / name

    return write


@pytest.fixture(scope="session")
def service_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("tsa")
    make_service(home)
    return home


@pytest.fixture
def service(service_home):
    with stamping(service_home) as running:
        yield running
