"""Files of other people that definitions refer to: JSON Schema of any draft, OpenAPI documents.

Each becomes a file of the project, with what is used of it as its definitions.
"""
