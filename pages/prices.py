"""To be built."""

from lib import ui

filters = ui.current_filters()

ui.applying(filters, "models")
