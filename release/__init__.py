"""Builds of the program for machines that have no Python package of it."""
