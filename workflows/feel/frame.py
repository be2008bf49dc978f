"""Where an expression finds its names while it is evaluated."""

from collections.abc import Callable

from workflows.feel.budget import Budget


class Frame:
    """The variables of one scope, the scope around it, and the budget of the whole evaluation."""

    __slots__ = ("budget", "parent", "values")

    def __init__(self, values: dict[str, object], parent: "Frame | None", budget: Budget) -> None:
        self.values = values
        self.parent = parent
        self.budget = budget

    def inner(self, values: dict[str, object]) -> "Frame":
        """A scope inside this one."""
        return Frame(values, self, self.budget)

    def find(self, name: str) -> object:
        """The value of the name in the nearest scope that has it, else `ABSENT`."""
        frame: Frame | None = self
        while frame is not None:
            value = frame.values.get(name, ABSENT)
            if value is not ABSENT:
                return value
            frame = frame.parent
        return ABSENT


class _Absent:
    __slots__ = ()


#: What `Frame.find` answers for a name that no scope has.
ABSENT = _Absent()

#: A compiled part of an expression.
Run = Callable[[Frame], object]
#: A compiled test: whether the value passes.
Test = Callable[[object, Frame], "bool | None"]
