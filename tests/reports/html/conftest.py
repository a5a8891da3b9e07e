"""Somebody who reads reports in the browser."""

import pytest
from html_reader import Reader


@pytest.fixture
def reader(browser, tmp_path):
    reader = Reader(browser, tmp_path)
    yield reader
    reader.close()
