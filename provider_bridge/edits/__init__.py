"""Edits of documents: what a diagnostic's fix changes in a text, and nothing else."""
