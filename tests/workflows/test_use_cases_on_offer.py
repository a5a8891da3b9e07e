import importlib
import pkgutil
from types import ModuleType

import pytest

from iam_audit import workflows


@pytest.mark.parametrize("name", workflows.__all__)
def test_every_use_case_can_be_had_by_its_name_also_when_all_modules_are_loaded(name):
    for module in pkgutil.iter_modules(workflows.__path__):
        importlib.import_module(f"iam_audit.workflows.{module.name}")

    assert not isinstance(getattr(workflows, name), ModuleType)


def test_what_is_not_there_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'alret'"):
        _ = workflows.alret
