"""Bills: files in the published formats, whose lines DuckDB adds up by what they lead to."""
