"""The shapes of credentials, the names of secret variables, and the redaction of text."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from .light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST = 16
"""Shorter values are not searched: most values of a job are, and no token is."""

_RUN = r"(?:(?<![A-Za-z0-9+/])|(?<=\\[nrt]))"
"""The start of a run of base64, so that each run is searched once."""

_IN_URL = r"(?:(?<=://)|(?<=:/)(?!/))"  # a path that is made normal has one slash
_PLACEHOLDER = (
    r"(?!(?:\$?\{{1,2}[A-Za-z_.]{0,60}\}{1,2}|\$\{[^}]{0,60}\}|[$%]?\([\w .:-]{0,60}\)s?|\$[A-Z_]{1,60}"
    r"|<[\w .:-]{0,60}>|\*+|[Xx]{3,}|(?i:true|false|none|null))(?:[@;&,\s\"']|$))"
)
"""A lookahead: the value is not a variable, a template or a placeholder."""

# A row has the kind, marks and the shape: a regular expression between the edges of words. A value is compared with it
# only if the value, split at everything but ASCII letters and digits, has one of the words before "|", or if it has one
# of the parts after "|" anywhere. Marks are only for speed: every text of the shape must have one of them.
# An alphabet that can spell the name of a job needs a capital letter too, which random tokens have.
#
# Sources, read on 2026-11-30: the page named above a row, else the rule of a scanner that is named there:
# gitleaks   https://github.com/gitleaks/gitleaks/blob/b58d3f10/config/gitleaks.toml
# trufflehog https://github.com/trufflesecurity/trufflehog/tree/3ab759fef/pkg/detectors
# kingfisher https://github.com/mongodb/kingfisher/tree/ee7c0db/crates/kingfisher-rules/data/rules
# microsoft  https://github.com/microsoft/security-utilities/tree/638ad20/GeneratedRegexPatterns
_SHAPES = (
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html; alphabet: gitleaks aws-access-token
    ("an AWS access key ID", "| AKIA ABIA ACCA", r"A(?:KI|BI|CC)A[A-Z2-7]{16}"),
    ("a temporary AWS access key ID", "| ASIA", r"ASIA[A-Z2-7]{16}"),
    # trufflehog aws
    (
        "an AWS secret access key",
        "access ACCESS SecretAccessKey secretAccessKey",
        r"""(?:secret_access_key|SECRET_ACCESS_KEY|[Ss]ecretAccessKey)\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?[A-Za-z0-9+/]{40}""",
    ),
    # gitleaks aws-amazon-bedrock-api-key-long-lived, -short-lived
    ("an Amazon Bedrock API key", "| ABSK", r"ABSK[A-Za-z0-9+/]{109,}={0,2}"),
    ("an Amazon Bedrock API key", "bedrock", r"bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[\w+/=-]*"),
    # https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
    # https://cloud.google.com/storage/docs/access-control/signed-urls
    ("a signed URL", "Signature", r"X-(?:Amz|Goog)-Signature=[0-9a-f]{64,}"),
    # https://learn.microsoft.com/purview/sit-defn-azure-devops-personal-access-token
    ("an Azure DevOps token", "| AZDO", r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}"),
    # microsoft Unclassified…SecurityKey
    ("an Azure access key", "| JQQJ9", r"[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9][A-L][A-Za-z0-9]{24,26}={0,2}"),
    # microsoft AzureStorageAccountIdentifiableKey
    ("an Azure storage key", "AccountKey", r"AccountKey=[A-Za-z0-9+/]{40,}={0,2}"),
    ("an Azure storage key", "| +ASt", r"[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{5}[AQgw]=="),
    # microsoft Azure…IdentifiableKey: Cosmos DB, Batch, ML, API Management; Relay, Event Hubs, Service Bus, IoT, Redis,
    # Event Grid; Container Registry, Search; Functions
    (
        "an Azure access key",
        "| = +ACR AzSe",
        _RUN + r"(?:[A-Za-z0-9+/]{76}(?:\+ABa|\+AMC|ACDb|APIM)[A-Za-z0-9+/]{5}[AQgw]=="
        r"|[A-Za-z0-9+/]{33}(?:\+ARm|\+AEh|\+ASb|AIoT|AzCa|AZEG)[A-P][A-Za-z0-9+/]{5}="
        r"|[A-Za-z0-9+/]{42}(?:\+ACR|AzSe)[A-D][A-Za-z0-9+/]{5}|[\w-]{44}AzFu[\w-]{5}[AQgw]==)",
    ),
    # https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas
    ("an Azure shared access key", "SharedAccessKey", r"SharedAccessKey=[A-Za-z0-9+/]{43}="),
    # trufflehog azureappconfigconnectionstring
    ("an Azure connection string", "azconfig", r"azconfig\.io;Id=[^;\s]{1,80};Secret=[A-Za-z0-9+/]{40,}={0,2}"),
    # https://learn.microsoft.com/training/modules/configure-storage-security/4-identify-uri-sas-parameters;
    # microsoft LooseSasSecret
    ("an Azure shared access signature", "sig", r"sig=(?:[A-Za-z0-9+/]|%2[BbFf]){43}(?:=|%3[Dd])"),
    ("an Azure shared access signature", "sig", r"sv=1\.0&sig=[\w-]{43}"),
    # microsoft AadClientAppIdentifiableCredentials
    ("an Azure client secret", "| Q~", r"[\w~.-]{3}\dQ~[\w~.-]{31,34}"),
    # https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available; since 2026
    # ghs_APPID_JWT: https://github.blog/changelog/2026-05-15-github-app-installation-tokens-per-request-override-header
    ("a GitHub token", "ghp gho ghu ghs ghr", r"gh[pousr]_[A-Za-z0-9]{36,}|ghs_\d{1,20}_eyJ[\w.-]{36,}"),
    # gitleaks github-fine-grained-pat
    ("a GitHub token", "pat", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59,}"),
    # https://docs.gitlab.com/security/tokens/#token-prefixes; lengths: gitleaks gitlab-…
    (
        "a GitLab token",
        "glpat gloas gldt glrt glrtr glcbt glptt glft glimt glagent glwt glsoat glffct",
        r"gl(?:pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct)-(?:(?=[\w-]{0,19}[A-Z])[\w-]{20,}(?:\.[\w-]{2,12}){0,2}"
        r"|[0-9a-f]{40,64}(?:-\d+)?|[0-9a-z]{24,25})",
    ),
    # gitleaks gitlab-rrt
    ("a GitLab token", "| GR1348941", r"GR1348941[\w-]{20}"),
    # https://docs.slack.dev/authentication/tokens; lengths: gitleaks slack-…
    (
        "a Slack token",
        "xoxa xoxb xoxc xoxd xoxe xoxo xoxp xoxr xoxs xwfp xapp",
        r"(?:xox[abceoprs]|xwfp)-(?:\d{1,2}-)?\d{9,14}-[\w-]{10,}|xoxe(?:\.xox[bp])?-\d-[A-Za-z0-9]{100,}"
        r"|xoxd-[\w%+/-]{60,}=*|xapp-\d-[A-Z0-9]{8,12}-\d{10,14}-[0-9a-f]{64}",
    ),
    # gitleaks slack-webhook-url
    ("a Slack webhook", "hooks", r"hooks\.slack(?:-gov)?\.com/[a-z]{8,9}/[A-Z0-9]{8,12}/[\w/]{30,}"),
    # gitleaks microsoft-teams-webhook
    ("a Microsoft Teams webhook", "IncomingWebhook", r"IncomingWebhook/[0-9a-f]{32}/[0-9a-f-]{36}"),
    # trufflehog discordwebhook, telegrambottoken
    ("a Discord webhook", "webhooks", r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,}"),
    ("a Telegram token", "| :AA", r"\d{8,10}:AA[\w-]{32,33}"),
    # gitleaks gcp-api-key; https://github.com/praetorian-inc/noseyparker/blob/2e6e7f36, Google OAuth Client Secret
    ("a Google API key", "| AIza", r"AIza[\w-]{35}"),
    ("a Google OAuth client secret", "GOCSPX", r"GOCSPX-[\w-]{28}"),
    # https://developers.google.com/identity/protocols/oauth2/web-server
    ("a Google OAuth token", "ya29 | 1//", r"ya29\.[\w.-]{20,}|1//(?=[\w-]{0,39}[A-Z])[\w-]{40,}"),
    # https://cloud.google.com/iam/docs/keys-create-delete; in base64: "private_key" at each of three offsets
    ("a Google service account key", "PRIVATE", r'private_key\\?"\s*:\s*\\?"-----BEGIN PRIVATE KEY[^"]*'),
    (
        "a Google service account key",
        "| InByaXZhdGVfa2V5I Jwcml2YXRlX2tleS icHJpdmF0ZV9rZXki",
        _RUN + r"[A-Za-z0-9+/]*(?:InByaXZhdGVfa2V5I|Jwcml2YXRlX2tleS|icHJpdmF0ZV9rZXki)"
        r"[A-Za-z0-9+/]{40,}={0,2}(?:(?:\\n|\s)[A-Za-z0-9+/]{40,}={0,2})*",
    ),
    # https://www.rfc-editor.org/rfc/rfc7468; in base64: "PRIVATE KEY" at each of three offsets
    # https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html
    (
        "a private key",
        "PRIVATE PuTTY",
        r"-{4,5} ?BEGIN (?:[A-Z0-9 ]{0,40} )?PRIVATE KEY(?:[^\"]*?END [A-Z0-9 ]{0,40}PRIVATE KEY[ A-Z]{0,9}-{4,5}"
        r"|[^\"]*)|PuTTY-User-Key-File-\d: [^\"]*",
    ),
    (
        "a private key",
        "| UFJJVkFURSBLRV BSSVZBVEUgS0VZ QUklWQVRFIEtFW",
        _RUN + r"[A-Za-z0-9+/]*(?:UFJJVkFURSBLRV|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW)"
        r"[A-Za-z0-9+/]{40,}={0,2}(?:(?:\\n|\s)[A-Za-z0-9+/]{40,}={0,2})*",
    ),
    # https://github.com/FiloSottile/age: gitleaks age-secret-key
    ("an age key", "AGE", r"AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]{58,}"),
    # https://www.rfc-editor.org/rfc/rfc7519
    ("a JSON Web Token", "| eyJ", r"(?:(?<![\w-])|(?<=\\[nrt]))eyJ[\w-]{10,}\.eyJ[\w-]{10,}(?:\.[\w-]*)?"),
    # https://docs.stripe.com/keys; lengths: trufflehog stripe
    ("a Stripe key", "sk rk whsec", r"[rs]k_(?:org_)?(?:live|test)_[A-Za-z0-9]{24,}|whsec_[A-Za-z0-9]{32,}"),
    # gitleaks openai-api-key
    ("an OpenAI key", "| T3BlbkFJ", r"sk-[\w-]{16,100}T3BlbkFJ[\w-]{16,}"),
    # gitleaks anthropic-api-key, anthropic-admin-api-key
    ("an Anthropic key", "ant", r"sk-ant-[a-z]{3,8}\d\d-[\w-]{80,}"),
    # trufflehog openrouter, groq, xai, replicate, langsmith, pinecone; gitleaks perplexity-api-key
    ("an OpenRouter key", "or", r"sk-or-v1-[0-9a-f]{64}"),
    ("a Groq key", "gsk", r"gsk_[A-Za-z0-9]{52}"),
    ("an xAI key", "xai", r"xai-\w{80}"),
    ("a Replicate token", "r8", r"r8_(?=[\w-]{0,36}[A-Z])[\w-]{37}"),
    ("a Perplexity key", "pplx", r"pplx-[A-Za-z0-9]{48}"),
    ("a LangSmith key", "lsv2", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    ("a Pinecone key", "pcsk", r"pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{63}"),
    # gitleaks huggingface-access-token, huggingface-organization-api-token
    ("a Hugging Face token", "hf org", r"(?:hf|api_org)_[A-Za-z0-9]{34,}"),
    # gitleaks pypi-upload-token, npm-access-token
    ("a PyPI token", "pypi", r"pypi-AgE[\w-]{50,}"),
    ("an npm token", "npm", r"npm_[A-Za-z0-9]{36,}"),
    # trufflehog dockerhub, artifactory, artifactoryreferencetoken
    ("a Docker token", "dckr", r"dckr_[po]at_[\w-]{27,}"),
    ("an Artifactory token", "| AKCp cmVmdGtu", r"AKCp[A-Za-z0-9]{69}|cmVmdGtu[A-Za-z0-9]{56}"),
    # trufflehog databrickstoken
    # https://docs.aws.amazon.com/secretsmanager/latest/userguide/mes-partner-DatabricksSPSecret.html
    ("a Databricks token", "| dapi dose", r"d(?:api|ose)[0-9a-f]{32}(?:-\d)?"),
    # gitleaks clickhouse-cloud-api-secret-key, prefect-api-token, planetscale-…; trufflehog supabasetoken
    ("a ClickHouse Cloud key", "| 4b1d", r"4b1d(?=[a-z0-9]{0,37}[A-Z])[A-Za-z0-9]{38}"),
    ("a Prefect token", "pnu", r"pnu_[A-Za-z0-9]{36}"),
    ("a PlanetScale password or token", "pscale", r"pscale_(?:pw|tkn|oauth)_[\w-]{32,64}"),
    ("a Supabase token", "sbp", r"sbp_[0-9a-f]{40}"),
    # trufflehog airtablepersonalaccesstoken, hubspot_apikey, klaviyo, linearapi, notion, salesforce, square
    ("an Airtable token", "| pat", r"pat(?=[a-z0-9]{0,13}[A-Z])[A-Za-z0-9]{14}\.[0-9a-f]{64}"),
    ("a HubSpot token", "pat", r"pat-[a-z]{2}\d{1,2}-[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"),
    ("a Klaviyo key", "pk", r"pk_(?:[A-Za-z0-9]{6}_)?[0-9a-f]{34}"),
    ("a Linear key", "lin", r"lin_api_[A-Za-z0-9]{40}"),
    ("a Notion token", "ntn | secret_", r"ntn_\d{11}[A-Za-z0-9]{35}|secret_(?=[a-z0-9]{0,42}[A-Z])[A-Za-z0-9]{43}"),
    ("a Salesforce token", "| !", r"00D[A-Za-z0-9]{12}![\w.]{96}"),
    ("a Square token", "sq0atp sq0csp", r"sq0(?:atp|csp)-[\w-]{22,43}"),
    # https://shopify.dev/changelog/length-of-the-shopify-access-token-is-increasing
    ("a Shopify token", "shpat shpca shppa shpss shpua", r"shp(?:at|ca|pa|ss|ua)_[0-9A-Fa-f]{32}"),
    # trufflehog sendgrid
    ("a SendGrid key", "SG", r"SG\.[\w-]{20,24}\.[\w-]{39,50}"),
    # gitleaks atlassian-api-token; trufflehog jiratoken, atlassian, bitbucketapppassword, atlassiandatacenter
    ("an Atlassian token", "| ATATT3 ATCTT3", r"AT[AC]TT3[\w=-]{100,}"),
    ("a Bitbucket token", "BBDC | ATBB", r"ATBB[A-Za-z0-9]{32}|BBDC-[\w+/@-]{40,50}"),
    # trufflehog grafana, grafanaserviceaccount; gitleaks grafana-api-key
    ("a Grafana token", "glsa", r"glsa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}"),
    ("a Grafana token", "glc | eyJrIjoi", r"(?:glc_eyJ|eyJrIjoi)[\w+/-]{50,}={0,2}"),
    # https://docs.sentry.io/security-legal-pii/security/token-formats
    ("a Sentry token", "sntrys sntryu sntrya sntryi", r"sntrys_eyJ[\w+/=-]{80,}|sntry[uai]_[0-9a-f]{64}"),
    # trufflehog newreliclicensekey, newrelicuserkey, newrelicinsights…, newrelicmobileapptoken
    ("a New Relic key", "NRAK NRMA", r"NRAK-[A-Z0-9]{27}|(?:AA[0-9a-f]{40}|eu01xx[0-9a-f]{36})-NRMA"),
    ("a New Relic key", "NRII NRIQ", r"NRI[IQ]-(?=[\w-]{0,24}[A-Z])[\w-]{25,32}"),
    ("a New Relic key", "| FFFFNRAL", r"(?:[0-9a-f]{32}|eu01xx[0-9a-f]{26})FFFFNRAL"),
    # gitleaks dynatrace-api-token
    ("a Dynatrace token", "dt0c01", r"dt0c01\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}"),
    # https://docs.doppler.com/reference/auth-token-formats: kingfisher doppler
    ("a Doppler token", "dp", r"dp\.(?:ct|pt|st|sa|said|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}"),
    # trufflehog pulumi, terraformcloudpersonaltoken; gitleaks 1password-service-account-token, infracost-api-token
    ("a Pulumi token", "pul", r"pul-[0-9a-f]{40}"),
    ("an HCP Terraform token", "atlasv1", r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}"),
    ("a 1Password token", "ops", r"ops_eyJ[\w+/-]{200,}={0,2}"),
    ("an Infracost key", "ico", r"ico-[A-Za-z0-9]{32}"),
    # https://developer.hashicorp.com/vault/docs/concepts/tokens; lengths: gitleaks vault-…
    ("a HashiCorp Vault token", "hvs hvb hvr", r"hv[sbr]\.(?=[\w-]{0,23}[A-Z])[\w-]{24,}"),
    # gitleaks digitalocean-…, heroku-api-key-v2; trufflehog alibaba
    ("a DigitalOcean token", "dop doo dor", r"do[opr]_v1_[0-9a-f]{64}"),
    ("a Heroku key", "HRKU", r"HRKU-AA[\w-]{58}"),
    ("an Alibaba Cloud access key ID", "| LTAI", r"LTAI[A-Za-z0-9]{17,21}"),
    # https://developers.cloudflare.com/fundamentals/api/get-started/token-formats
    ("a Cloudflare token", "cfk cfut cfat", r"cf(?:k|ut|at)_[A-Za-z0-9]{40}[0-9a-f]{8}"),
    # https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html
    ("a password in a connection string", "oracle", r"jdbc:oracle:(?:thin|oci8?):[^\s/:@\"']{1,60}/[^\s@\"']{1,100}@"),
    # https://learn.microsoft.com/dotnet/framework/data/adonet/connection-string-syntax
    # https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
    # https://docs.sqlalchemy.org/en/20/dialects/mssql.html#pass-through-exact-pyodbc-string (percent-encoded)
    (
        "a password in a connection string",
        "password Password PASSWORD passwd Passwd pwd Pwd PWD 3Bpassword 3BPassword 3Bpwd 3BPwd 3BPWD sslpassword "
        "trustStorePassword keyStorePassword privateKeyPassword",
        r"(?:(?:(?<![\w-])|(?<=\\[nrt])|--)(?:private_key_file_)?(?:[Pp]assword|PASSWORD|[Pp]asswd|[Pp]wd|PWD)|%3B(?:[Pp]assword|[Pp]wd|PWD)"
        r"|sslpassword|(?:trustStore|keyStore|privateKey)Password)\s{0,3}(?:=|%3D)\s{0,3}"
        + _PLACEHOLDER
        + r"(?!arn:|https://|projects/)(?:\"[^\"]{3,}\"?|'[^']{3,}'?|[^\s;\"'(][^\s;\"']{2,})",
    ),
    # https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1
    ("a password in a URL", "| :/", _IN_URL + r"[^\s/:@?#<>\"']{0,100}:" + _PLACEHOLDER + r"[^\s/?#<>\"']{3,200}(?=@)"),
)

_EDGE = r"(?:(?<![A-Za-z0-9])|(?![A-Za-z0-9])|(?<=\\[nrt]))"
"""A position that is not inside a word; an escaped line break ends a word."""

_WORDS = frozenset(" ".join([marks.partition("|")[0] for _, marks, _ in _SHAPES]).encode().split())
_PARTS = " ".join([marks.partition("|")[2] for _, marks, _ in _SHAPES]).split()
_LOWER_PARTS = ("dapi", "dose", ":/")
"""The parts of shapes without a capital letter: the others are not searched in a value without one."""

_SPACES = bytes(code if code < 128 and chr(code).isalnum() else 32 for code in range(256))  # for bytes.translate

_SECRET_WORDS = frozenset(
    (
        *("TOKEN", "TOKENS", "PASSWORD", "PASSWORDS", "PASSWD", "PGPASSWORD", "PWD", "PASSPHRASE", "PAT", "APIKEY"),
        *("SECRET", "SECRETS", "CREDENTIAL", "CREDENTIALS"),
    )
)
_SECRET_ENDINGS = frozenset(
    ("PRIVATE_KEY", "ACCESS_KEY", "ACCOUNT_KEY", "API_KEY", "APP_KEY", "CONNECTION_STRING", "DATABASE_URL", "DSN")
)
_PUBLIC_ENDINGS = frozenset(
    ("ID", "ARN", "NAME", "PATH", "PREFIX", "REGION", "VERSION", "COUNT", "LIMIT", "MINUTE", "ENDPOINT", "URL")
)


def credential(value: str) -> str | None:
    """Return the kind of credential that a value holds, with its article, or None."""
    if len(value) < _SHORTEST:
        return None
    kind = next((kind for kind, shape in _candidates(value) if shape.search(value)), None)
    compatible = _compatible(value)
    return kind if kind or compatible == value else credential(compatible)


def any_credential(values: Iterable[str]) -> bool:
    """Return whether a value looks like a credential. Marks are searched in all values at once."""
    long = [_compatible(value) for value in values if len(value) >= _SHORTEST]
    return bool(long and _marks("\n".join(long))) and any(map(credential, long))


def redact(text: str) -> str:
    """Return a text with the kind of each credential in its place, or the same object without one."""
    for kind, shape in _candidates(text) if len(text) >= _SHORTEST else ():
        if shape.search(text):
            text = shape.sub(f"({kind})", text)
    return text


def is_secret_name(name: str) -> bool:
    """Return whether a variable has the name of a secret."""
    if not (name.isupper() or name.islower()):
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    words = [word for part in name.upper().split("_") if (word := part.strip("0123456789"))]
    if not words or words[0] in ("MAX", "MIN", "NUM"):
        return False
    if words[-1] in _SECRET_ENDINGS or "_".join(words[-2:]) in _SECRET_ENDINGS:
        return True
    return words[-1] not in _PUBLIC_ENDINGS and not _SECRET_WORDS.isdisjoint(words)


def _compatible(value: str) -> str:
    """Return the NFKC of each character, as formatting makes full-width letters ASCII."""
    return value if value.isascii() else "".join(unicodedata.normalize("NFKC", char) for char in value)


def _candidates(text: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the kind and compiled shape of each row with a mark in a string, in the table's order."""
    marks = _marks(text)
    if not marks:
        return []
    rows = _rows()
    numbers = sorted({number for mark in marks for number in rows[mark]})
    return [(_SHAPES[number][0], _compiled(_SHAPES[number][2])) for number in numbers]


def _marks(text: str) -> list[bytes | str]:
    """Return the marks in a string."""
    ascii_text = text.encode("ascii", "replace")
    if "\\" in text:
        ascii_text += ascii_text.replace(b"\\n", b" ").replace(b"\\r", b" ").replace(b"\\t", b" ")
    marks: list[bytes | str] = []
    marks += _WORDS.intersection(ascii_text.translate(_SPACES).split())
    for part in _LOWER_PARTS if ascii_text.islower() else _PARTS:
        if part in text:
            marks.append(part)
    return marks


@cache
def _rows() -> dict[bytes | str, list[int]]:
    """Return the numbers of the rows that have each mark."""
    rows: dict[bytes | str, list[int]] = {}
    for number, (_, marks, _) in enumerate(_SHAPES):
        words, _, parts = marks.partition("|")
        row_marks: list[bytes | str] = [*words.encode().split(), *parts.split()]
        for mark in row_marks:
            rows.setdefault(mark, []).append(number)
    return rows


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    """Return a shape compiled at its first use: compiling all takes as long as a whole query."""
    start = "" if shape.startswith("(?<=") else _EDGE
    return re.compile(f"{start}(?:{shape}){_EDGE}", re.ASCII)
