"""Queries about costs."""
