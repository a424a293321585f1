"""JSON Schema, read once for all: keywords, references, what holds together, what is equal."""
