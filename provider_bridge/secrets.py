"""Values that look like credentials, by the shapes that their issuers publish."""

from __future__ import annotations

import re

SHORTEST = 16
_SHAPES = (
    ("an AWS access key id", "AKIA", r"\bAKIA[A-Z2-7]{16}\b"),
    ("a temporary AWS access key id", "ASIA", r"\bASIA[A-Z2-7]{16}\b"),
    ("a GitHub token", "gh", r"\bgh[pousr]_[A-Za-z0-9]{36}"),
    ("a GitHub token", "github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{22}"),
    ("a GitLab token", "glpat-", r"\bglpat-[A-Za-z0-9_-]{20}"),
    ("a Slack token", "xox", r"\bxox[abeoprs]-[A-Za-z0-9-]{10}"),
    ("a Stripe key", "k_live_", r"\b[rs]k_live_[A-Za-z0-9]{10}"),
    ("a Stripe key", "k_test_", r"\b[rs]k_test_[A-Za-z0-9]{10}"),
    ("a Google API key", "AIza", r"\bAIza[A-Za-z0-9_-]{35}"),
    ("a Google OAuth token", "ya29.", r"\bya29\.[A-Za-z0-9_-]{20}"),
    ("an npm token", "npm_", r"\bnpm_[A-Za-z0-9]{36}"),
    ("a PyPI token", "pypi-AgEI", r"\bpypi-AgEI[A-Za-z0-9_-]{20}"),
    ("a JSON Web Token", "eyJ", r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}"),
    ("a private key", "PRIVATE KEY", r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    ("an Azure storage key", "AccountKey=", r"\bAccountKey=[A-Za-z0-9+/]{40}"),
    ("an Azure client secret", "Q~", r"[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31}"),
    ("a SendGrid key", "SG.", r"\bSG\.[A-Za-z0-9_-]{22}\."),
    ("a Databricks token", "dapi", r"\bdapi[0-9a-f]{32}"),
    ("a HashiCorp Vault token", "hv", r"\bhv[sbr]\.[A-Za-z0-9_-]{20}"),
    ("an HCP Terraform token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\."),
    ("a DigitalOcean token", "_v1_", r"\bdo[opr]_v1_[0-9a-f]{32}"),
    ("a Hugging Face token", "hf_", r"\bhf_[A-Za-z0-9]{30}"),
    ("an API key of a model's host", "sk-", r"\bsk-[A-Za-z0-9_-]{32}"),
    ("a password in a URL", "://", r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,100}:[^\s/@]{3,200}@"),
)
"""What it is, a part that every one has (looking for it is cheap), and its shape."""


def quoted(text: str) -> str:
    """A text as a message shows it, in quotes; of one that looks like a credential only what it looks like."""
    kind = credential(text)
    return f"({kind})" if kind else f'"{text}"'


def credential(value: str) -> str | None:
    """What kind of credential a value looks like, in words; None for any other value."""
    if len(value) < SHORTEST:
        return None
    return next((kind for kind, part, shape in _SHAPES if part in value and re.search(shape, value)), None)
