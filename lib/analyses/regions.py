"""Where capital goes, and the Chinese rounds of 2026."""

SQL: dict[str, str] = {}
