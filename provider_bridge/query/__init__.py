"""A query: its parse and its checks."""
