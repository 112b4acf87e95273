"""A person's data as one file, out and in again: docs/data-file.md describes it for people who want to read one."""
