"""Typed realtime channels for Python, generated from YAML."""
