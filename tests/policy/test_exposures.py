from iam_audit.policy.catalogue import catalogue
from iam_audit.policy.exposures import CREDENTIALS, permission_managing


def test_every_action_that_gives_out_credentials_exists():
    assert [action for action in CREDENTIALS if action.lower() not in catalogue().places] == []


def test_the_list_is_in_order_and_names_each_once():
    assert list(CREDENTIALS) == sorted(set(CREDENTIALS))


def test_managing_permissions_is_what_aws_says_and_every_change_of_identities():
    found = permission_managing()

    assert {"s3:putbucketpolicy", "iam:createuser", "kms:creategrant", "sso:createaccountassignment"} <= {
        *found
    }
    assert not {"s3:getobject", "iam:listusers", "iam:passrole", "iam:createservicelinkedrole"} & {*found}
