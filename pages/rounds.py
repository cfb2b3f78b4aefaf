"""Every selected round, with its sources, to read and to take away."""

from lib import ui

filters = ui.current_filters()

ui.rounds_table(filters)
