"""What rounds and listings say companies are worth."""

SQL: dict[str, str] = {}
