"""One question a file: its SQL, a chart described once, and a headline from the rows."""
