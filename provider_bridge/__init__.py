"""Provider Bridge: the tags of an ETL job, as its cloud accepts them, for Terraform."""

__version__ = "1.0.0"
COMPLETION = "_PROVIDER_BRIDGE_COMPLETE"
"""The variable with which a shell asks for its completion script, and for completions."""
