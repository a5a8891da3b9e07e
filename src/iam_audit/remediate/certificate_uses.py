"""Who uses a server certificate of IAM, as far as AWS can be asked: load balancers of all Regions, and CloudFront."""

from collections.abc import Callable, Iterator
from typing import Any

from iam_audit.collect.asking import field
from iam_audit.errors import InputError
from iam_audit.remediate.base import Client, Door

READS = (
    "ec2:DescribeRegions",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeListenerCertificates",
    "cloudfront:ListDistributions",
)
HAVE_CLOUDFRONT = ("aws", "aws-cn")


def uses_of(door: Door, arn: str, certificate_id: str) -> list[str]:
    """Return what uses a certificate, in words and sorted. Raises what botocore raises: then nobody knows."""
    regions = [field(one, "RegionName") for one in field(door("ec2").describe_regions(), "Regions")]
    found = {use for region in regions for use in _balancers(door, region, arn)}
    if arn.split(":")[1] in HAVE_CLOUDFRONT:
        found |= set(_distributions(door("cloudfront"), certificate_id))
    return sorted(found)


def _balancers(door: Door, region: str, arn: str) -> Iterator[str]:
    for balancer in _paged(door("elb", region).describe_load_balancers, "LoadBalancerDescriptions"):
        listeners = [field(one, "Listener") for one in field(balancer, "ListenerDescriptions")]
        if arn in [one.get("SSLCertificateId") for one in listeners]:
            yield f"load balancer {field(balancer, 'LoadBalancerName')} in {region}"
    newer = door("elbv2", region)
    for balancer in _paged(newer.describe_load_balancers, "LoadBalancers"):
        if arn in _certificates(newer, field(balancer, "LoadBalancerArn")):
            yield f"load balancer {field(balancer, 'LoadBalancerName')} in {region}"


def _certificates(elbv2: Client, balancer: str) -> Iterator[str]:
    for listener in _paged(elbv2.describe_listeners, "Listeners", LoadBalancerArn=balancer):
        if not listener.get("Certificates"):
            continue  # it speaks without TLS
        which = {"ListenerArn": field(listener, "ListenerArn")}
        for one in _paged(elbv2.describe_listener_certificates, "Certificates", **which):
            yield field(one, "CertificateArn")
        yield from (field(one, "CertificateArn") for one in listener["Certificates"])


def _distributions(cloudfront: Client, certificate_id: str) -> Iterator[str]:
    marker: dict[str, str] = {}
    while True:
        page = field(cloudfront.list_distributions(**marker), "DistributionList")
        for one in page.get("Items", ()):
            if one.get("ViewerCertificate", {}).get("IAMCertificateId") == certificate_id:
                yield f"CloudFront distribution {field(one, 'Id')}"
        if not page.get("IsTruncated"):
            return
        marker = _onward(marker, page.get("NextMarker"))


def _paged(call: Callable[..., Any], key: str, **parameters: str) -> Iterator[dict[str, Any]]:
    marker: dict[str, str] = {}
    while True:
        page = call(**parameters, **marker)
        yield from field(page, key)
        if not page.get("NextMarker"):
            return
        marker = _onward(marker, page["NextMarker"])


def _onward(before: dict[str, str], marker: str | None) -> dict[str, str]:
    """Return where the next page begins. Raises InputError where that is where this one began."""
    if not marker or before.get("Marker") == marker:
        raise InputError("AWS says that there is another page but not where it begins; try again.")
    return {"Marker": marker}
