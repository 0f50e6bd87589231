"""The report of a project as one HTML page."""
