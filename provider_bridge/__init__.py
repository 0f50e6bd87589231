"""Provider Bridge: the tags of an ETL job, as its cloud accepts them, for Terraform."""

__version__ = "1.0.0"
