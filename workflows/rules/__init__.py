"""The rules of dates and money: pure functions with a source each, no clock and no database."""
