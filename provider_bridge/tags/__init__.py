"""Tags: layers, their merge, and a provider's format."""
