"""One job: its stages from document to result."""
