"""A routine as a file: written, published as a JSON Schema, checked and read back the same."""
