"""Things true of every collector and every report format, also of those that nobody has written yet."""

import inspect
from pathlib import Path

import pytest
from botocore import xform_name

from aws_cli import problems
from iam_audit import checks
from iam_audit.collect import collectors, per_user_collectors
from iam_audit.collect.base import CLIENT_NAMES
from iam_audit.model import Section
from iam_audit.reports import formats

HOME = Path(__file__).parent.parent
ALL = (*collectors(), *per_user_collectors())
every_collector = pytest.mark.parametrize("collector", ALL, ids=lambda collector: type(collector).__name__)
every_report = pytest.mark.parametrize("report", formats().values(), ids=lambda report: report.name)
FED_BY_THE_CREDENTIAL_REPORT = {Section.ACCESS_KEYS, Section.PASSWORDS, Section.MFA, Section.ROOT}
FED_BY_THE_AUTHORIZATION_DETAILS = {Section.GROUPS, Section.ROLES, Section.POLICIES}


@every_collector
def test_a_collector_says_what_it_reads(collector):
    assert inspect.cleandoc(type(collector).__doc__ or "").split("\n\n")[0].endswith(".")
    assert isinstance(collector.section, Section)


@every_collector
def test_the_answer_of_a_collector_has_a_place_of_its_own_in_the_bundle(collector):
    places = [(other.file, other.key) for other in ALL]

    assert places.count((collector.file, collector.key)) == 1
    assert Path(collector.file).suffix in (".json", ".csv")


@every_collector
def test_every_permission_of_a_collector_is_a_call_that_exists(collector):
    for permission in collector.permissions:
        service, operation = permission.split(":")

        wrong = problems(f"aws {CLIENT_NAMES.get(service, service)} {xform_name(operation, '-')}")
        assert [problem for problem in wrong if "no command" in problem] == []


@every_collector
def test_a_collector_only_reads(collector):
    for permission in collector.permissions:
        assert permission.split(":")[1].startswith(("Get", "List", "Describe", "Generate", "Lookup"))


@every_collector
def test_the_file_of_a_collector_is_described_to_those_who_make_a_bundle_by_hand(collector):
    assert f"`{collector.file}`" in (HOME / "docs" / "offline.md").read_text(encoding="utf-8")


def test_every_section_that_a_check_needs_is_read_by_a_collector():
    read = {collector.section for collector in ALL}
    read |= FED_BY_THE_CREDENTIAL_REPORT | FED_BY_THE_AUTHORIZATION_DETAILS

    assert {section for check in checks.catalogue() for section in check.needs} <= read


@every_report
def test_a_format_is_one_word_that_can_be_typed_and_says_what_it_is_for(report):
    assert report.name == report.name.lower()
    assert " " not in report.name
    assert report.description.endswith(".")
    assert "/" in report.media_type
    assert Path(report.filename).name == report.filename


def test_no_two_formats_write_the_same_file():
    files = [report.filename for report in formats().values()]

    assert len(files) == len(set(files))
