"""The benchmark: `uv run python -m bench`, see docs/performance.md."""
