"""The organization's configuration and policy."""
