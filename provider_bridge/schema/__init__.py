"""The shape of documents and of the API."""
