"""Files below a project root."""
