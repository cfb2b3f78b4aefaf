"""Speed of the running app, page by page, beside the same figures fed with ready rows."""
