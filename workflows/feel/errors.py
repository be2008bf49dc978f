"""What can go wrong with an expression: it cannot be read, or its evaluation would not end in time."""


class FeelError(Exception):
    """Base of every error of this package."""


class FeelSyntaxError(FeelError):
    """The text is not FEEL as offered here; nothing was evaluated."""

    def __init__(self, text: str, line: int, column: int, message: str) -> None:
        super().__init__(f"{message} (line {line}, column {column})")
        #: The whole expression as it was given.
        self.text = text
        #: 1-based line within the expression.
        self.line = line
        #: 1-based column within that line.
        self.column = column
        #: What is wrong, in a sentence.
        self.message = message


class FeelEvaluationError(FeelError):
    """An evaluation outgrew its budget of steps, size or time."""


class Undefined(FeelError):
    """FEEL answers null here; the text says why."""
