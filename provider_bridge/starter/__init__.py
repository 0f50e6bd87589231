"""A start: what a directory has already, and the files that it lacks."""
