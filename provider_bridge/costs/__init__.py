"""Queries about costs: one module for each kind of bill, one for the SQL dialects."""
