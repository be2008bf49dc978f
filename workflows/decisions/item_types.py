"""The types that a model declares, as FEEL's."""

from dataclasses import dataclass

from workflows.decisions.source import Element, Source, name_of
from workflows.feel import FeelSyntaxError, UnaryTests, Vocabulary, compile_unary_tests
from workflows.feel.types import ANY, SIMPLE, Constrained, ContextType, FunctionType, ListType, Type

_DEEPEST = 20


@dataclass(frozen=True)
class AllowedType(Constrained):
    """A type with the tests that its values pass."""

    tests: UnaryTests


class ItemTypes:
    """Every type that the model's item definitions declare."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._definitions = {name_of(e): e for e in source.children(source.root, "itemDefinition")}
        #: Names of the entries of the declared contexts.
        self.members: set[str] = set()
        #: Every declared type by name.
        self.named: dict[str, Type] = {}
        for name in self._definitions:
            self._define(name, ())

    def find(self, element: Element, reference: str | None) -> Type:
        """The type of that name, as an element refers to it; a reference to none is a finding."""
        if not reference:
            return ANY
        name = " ".join(reference.split())
        found = self.named.get(name) or SIMPLE.get(_without_prefix(name))
        if found is None:
            self._source.error(element, "unknown_type", f"There is no type named {name}.")
            return ANY
        return found

    def _define(self, name: str, around: tuple[str, ...]) -> Type:
        if name in self.named:
            return self.named[name]
        element = self._definitions[name]
        if name in around or len(around) > _DEEPEST:
            self._source.error(element, "type_cycle", f"The type {name} is made of itself.")
            return ANY
        self.named[name] = self._item(element, (*around, name))
        return self.named[name]

    def _item(self, element: Element, around: tuple[str, ...]) -> Type:
        source = self._source
        components = source.children(element, "itemComponent")
        function = source.child(element, "functionItem")
        base: Type
        if components:
            entries = tuple((name_of(part), self._item(part, around)) for part in components)
            self.members.update(name for name, _ in entries)
            base = ContextType(name_of(element), entries)
        elif function is not None:
            base = FunctionType(name_of(element), len(source.children(function, "parameters")))
        else:
            base = self._reference(element, around)
        base = self._constrained(element, base, "allowedValues")
        if element.get("isCollection") == "true":
            base = ListType(name_of(element), base)
        return self._constrained(element, base, "typeConstraint")

    def _reference(self, element: Element, around: tuple[str, ...]) -> Type:
        name = " ".join(self._source.text(element, "typeRef").split())
        if name in self._definitions:
            return self._define(name, around)
        return self.find(element, name)

    def _constrained(self, element: Element, base: Type, constraint: str) -> Type:
        part = self._source.child(element, constraint)
        text = self._source.text(part)
        if part is None or not text:
            return base
        try:
            tests = compile_unary_tests(text, Vocabulary(types=self.named))
        except FeelSyntaxError as error:
            self._source.error(part, "feel_syntax", f"The allowed values cannot be read: {error.message}.")
            return base
        return AllowedType(name_of(element), base, lambda value: tests.matches(value, {}), tests)


def _without_prefix(name: str) -> str:
    return name.rpartition(":")[2]
