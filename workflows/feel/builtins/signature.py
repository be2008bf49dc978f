"""How a built-in function is declared: its names for its parameters, their types, and which may be left out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workflows.feel.budget import Budget
from workflows.feel.errors import Undefined
from workflows.feel.operators import kind_of
from workflows.feel.temporal import DateTime, DaysDuration, MonthsDuration, Time
from workflows.feel.values import Function, Range

#: The one parameter of a built-in function taken as a value: it checks its arguments itself.
ANYTHING = "*"

_CLASSES: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "list": (list,),
    "context": (dict,),
    "date": (date, DateTime),
    "time": (Time,),
    "days": (DaysDuration,),
    "duration": (DaysDuration, MonthsDuration),
    "function": (Function,),
    "range": (Range,),
    "any": (),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of one form of a function."""

    name: str
    classes: tuple[type, ...]
    nullable: bool
    optional: bool
    many: bool

    def take(self, value: object) -> object:
        """The argument as the function wants it.

        Raises:
            Undefined: it is of another kind.
        """
        if value is None:
            if self.nullable:
                return None
            raise Undefined(f"{self.name} is null")
        if not self.classes or isinstance(value, self.classes):
            return value
        if self.classes == (list,):
            return [value]
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], self.classes):
            return value[0]
        raise Undefined(f"{self.name} is {kind_of(value)}")


@dataclass(frozen=True, slots=True)
class Form:
    """One way to call a function."""

    parameters: tuple[Parameter, ...]
    body: Callable[..., object]

    def accepts(self, count: int, names: tuple[str, ...] | None) -> bool:
        """Whether a call with so many arguments, or with these names, is of this form."""
        if self.parameters and self.parameters[0].many:
            return names is None and count > 1
        required = sum(not parameter.optional for parameter in self.parameters)
        if names is None:
            return required <= count <= len(self.parameters)
        known = {parameter.name for parameter in self.parameters}
        needed = {parameter.name for parameter in self.parameters if not parameter.optional}
        return len(set(names)) == len(names) and needed <= set(names) <= known

    def arguments(self, values: list[object], names: tuple[str, ...] | None) -> list[object]:
        """The arguments in the order of the parameters.

        Raises:
            Undefined: one is of another kind than its parameter.
        """
        if self.parameters and self.parameters[0].many:
            return [[self.parameters[0].take(value) for value in values]]
        if names is None:
            pairs = zip(self.parameters, values, strict=False)
            return [parameter.take(value) for parameter, value in pairs]
        given: dict[str, Any] = dict(zip(names, values, strict=True))
        return [p.take(given[p.name]) if p.name in given else None for p in self.parameters]


@dataclass(frozen=True, slots=True)
class Builtin:
    """A function that every expression may call."""

    name: str
    forms: tuple[Form, ...]
    #: Whether a call with written-out arguments is as good as a literal.
    literal: bool

    def accepts(self, count: int, names: tuple[str, ...] | None) -> bool:
        """Whether any form can be called with so many arguments, or with these names."""
        return any(form.accepts(count, names) for form in self.forms)

    def call(self, budget: Budget, values: list[object], names: tuple[str, ...] | None) -> object:
        """The result.

        Raises:
            Undefined: the function has none for these arguments.
            FeelEvaluationError: the evaluation outgrew its budget.
        """
        refusal = Undefined("it cannot be called with these arguments")
        for form in self.forms:
            if form.accepts(len(values), names):
                try:
                    arguments = form.arguments(values, names)
                except Undefined as reason:
                    refusal = reason
                else:
                    return form.body(budget, *arguments)
        raise refusal

    def literal_value(self, values: list[object], names: tuple[str, ...] | None) -> object:
        """The result for written-out arguments, on a budget of its own."""
        return self.call(Budget(), values, names)

    def as_function(self) -> Function:
        """The function as a value."""
        return Function(self.name, (ANYTHING,), lambda budget, values: self.call(budget, values, None))


#: Every built-in function by name, filled by the modules that declare them.
BUILTINS: dict[str, Builtin] = {}


def builtin(
    name: str, parameters: str, *, literal: bool = False
) -> Callable[[Callable[..., object]], Callable[..., Any]]:
    """Declare one form of a built-in function.

    Parameters are written `name: kind`, separated by commas; `[name: kind]` may be left out, `kind?` may be null, and
    `*name: kind` takes any number of arguments.
    """

    def declare(body: Callable[..., object]) -> Callable[..., Any]:
        form = Form(tuple(_parameter(part.strip()) for part in parameters.split(",") if part.strip()), body)
        known = BUILTINS.get(name)
        BUILTINS[name] = Builtin(name, ((*known.forms, form) if known else (form,)), literal)
        return body

    return declare


def _parameter(text: str) -> Parameter:
    optional = text.startswith("[")
    name, _, kind = text.strip("[]").partition(":")
    kind = kind.strip()
    many = name.startswith("*")
    classes = _CLASSES[kind.rstrip("?")]
    return Parameter(name.lstrip("*"), classes, nullable=kind.endswith("?"), optional=optional, many=many)
