"""Two revisions of a project side by side."""
