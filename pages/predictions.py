"""Predictions."""

from lib import ui

filters = ui.current_filters()
