"""What the invented accounts, people and programs are called."""

ACCOUNTS: tuple[tuple[str, str], ...] = (
    ("example-management", "core"),
    ("log-archive", "core"),
    ("security-tooling", "core"),
    ("network", "core"),
    ("shared-services", "core"),
    ("backup-vault", "core"),
    ("payments-prod", "production"),
    ("payments-staging", "staging"),
    ("payments-dev", "development"),
    ("checkout-prod", "production"),
    ("checkout-staging", "staging"),
    ("checkout-dev", "development"),
    ("catalog-prod", "production"),
    ("catalog-dev", "development"),
    ("search-prod", "production"),
    ("search-dev", "development"),
    ("mobile-prod", "production"),
    ("mobile-dev", "development"),
    ("orders-prod", "production"),
    ("orders-staging", "staging"),
    ("orders-dev", "development"),
    ("warehouse-prod", "production"),
    ("warehouse-dev", "development"),
    ("analytics-prod", "production"),
    ("analytics-dev", "development"),
    ("ml-platform", "production"),
    ("ml-research", "development"),
    ("crm-prod", "production"),
    ("support-tools", "production"),
    ("marketing-web", "production"),
    ("partner-portal", "production"),
    ("iot-gateway", "production"),
    ("sandbox-blue", "sandbox"),
    ("sandbox-green", "sandbox"),
    ("sandbox-amber", "sandbox"),
    ("training-lab", "sandbox"),
    ("maplebrook-prod", "acquired"),
    ("maplebrook-dev", "acquired"),
    ("maplebrook-data", "acquired"),
    ("maplebrook-legacy", "acquired"),
)
"""The name of each account, and the unit it is in."""

FIRST = (
    *(
        "amara",
        "bruno",
        "chiara",
        "dmitri",
        "elena",
        "farid",
        "greta",
        "hiro",
        "ines",
        "jonas",
        "kavya",
        "liam",
    ),
    *("mei", "nadia", "oskar", "priya", "quentin", "rosa", "samir", "tove", "umar", "vera", "wanda", "yusuf"),
)
LAST = (
    *(
        "adeyemi",
        "bianchi",
        "castillo",
        "dubois",
        "eriksen",
        "fischer",
        "garcia",
        "haddad",
        "ivanova",
        "jansen",
    ),
    *("kowalski", "lindqvist", "moreau", "nakamura", "okafor", "petrov", "quinn", "rossi", "silva", "tanaka"),
)
PROGRAMS = (
    "deploy",
    "backup",
    "etl",
    "metrics",
    "mailer",
    "sync",
    "export",
    "billing",
    "thumbnails",
    "ingest",
)
TEAMS = {
    "core": "platform",
    "production": "delivery",
    "staging": "delivery",
    "development": "engineering",
    "sandbox": "engineering",
    "acquired": "maplebrook",
}
SERVICES = ("s3", "ec2", "dynamodb", "sqs", "lambda", "cloudwatch", "ecr", "kms")


def account_id(number: int) -> str:
    """Return twelve digits as documentation writes them: four equal ones, three times."""
    if number == 0:
        return "111122223333"
    first, second, third = 1 + number % 9, 1 + number // 9 * 2 % 9, 1 + (number + 4) % 9
    return f"{first}" * 4 + f"{second}" * 4 + f"{third}" * 4
