"""Frameworks by name, and what the shipped table says of them."""

import pytest

from iam_audit.checks.frameworks import (
    ALIASES,
    cis_versions,
    crosswalk,
    framework_called,
    frameworks,
    natural,
    nearest_to,
)


def test_every_framework_of_the_table_can_be_asked_for():
    assert [one.id for one in frameworks()] == [
        "aws-well-architected",
        *(
            f"cis-aws-{version}"
            for version in ("1.2", "1.3", "1.4", "1.5", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0")
        ),
        "fedramp-moderate",
        "gdpr",
        "hipaa",
        "iso-27001-2022",
        "nist-800-53-r5",
        "nist-csf-2.0",
        "pci-dss-4",
        "soc2",
    ]


@pytest.mark.parametrize("one", frameworks(), ids=lambda one: one.id)
def test_a_framework_goes_by_its_id_and_its_name(one):
    assert framework_called(one.id) == framework_called(one.name.upper()) == one


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SOC 2", "soc2"),
        ("soc-2", "soc2"),
        ("cis", "cis-aws-7.0"),
        ("cis-aws", "cis-aws-7.0"),
        ("CIS 1.5", "cis-aws-1.5"),
        ("iso27001", "iso-27001-2022"),
        ("nist-800-53", "nist-800-53-r5"),
        ("NIST CSF", "nist-csf-2.0"),
        ("pci", "pci-dss-4"),
        ("PCI DSS 4.0.1", "pci-dss-4"),
        ("FedRAMP Moderate", "fedramp-moderate"),
        ("well architected", "aws-well-architected"),
    ],
)
def test_other_spellings_mean_the_same(written, meant):
    assert framework_called(written).id == meant


@pytest.mark.parametrize("unknown", ["", "soc3", "cis-aws-1.10", "nist"])
def test_a_name_that_means_nothing_or_several_is_not_guessed(unknown):
    assert framework_called(unknown) is None


def test_every_alias_leads_to_a_framework():
    assert {*ALIASES.values()} <= {one.id for one in frameworks()}


def test_versions_of_cis_are_numbers_the_newest_last():
    assert cis_versions()[0] == "1.2"
    assert cis_versions()[-1] == "7.0"


def test_a_control_names_all_checks_that_speak_to_it():
    soc2 = framework_called("soc2")
    (access,) = [one for one in soc2.controls if one.id == "CC6.1"]

    assert {"access-key-age", "root-mfa"} <= {*access.checks} <= soc2.checks


def test_controls_are_ordered_as_people_count():
    numbers = [one.id for one in framework_called("cis-aws-5.0").controls]

    assert numbers.index("1.9") + 1 == numbers.index("1.10")
    assert sorted(["AC-2(1)", "AC-10", "AC-2"], key=natural) == ["AC-2", "AC-2(1)", "AC-10"]


def test_the_nearest_check_is_told_only_of_checks_that_no_framework_asks_for():
    assert nearest_to("access-key-age-extreme") == "access-key-age"
    assert nearest_to("access-key-age") is None
    assert nearest_to("no-such-check") is None


def test_every_nearest_check_is_in_the_table_and_mapped():
    near = {nearest_to(check_id) for check_id in crosswalk()} - {None}

    assert [one for one in near if not crosswalk()[one]["frameworks"]] == []
