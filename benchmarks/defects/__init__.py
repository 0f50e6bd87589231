"""Seeded defects: what tools see of tags that are missing, wrong or refused in a plan."""
