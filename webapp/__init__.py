"""The pages, and the command line beside them.

Nothing is imported here: `elicense check`, `decide` and `play` pass through this package and load no web library.
"""
