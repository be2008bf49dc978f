"""From text to tree, on lark's LALR parser; the tables are built once, when the first expression is read."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.lexer import Lexer as LarkLexer

from workflows.feel import syntax
from workflows.feel.errors import FeelSyntaxError
from workflows.feel.lexer import Lexer, Vocabulary, place
from workflows.feel.syntax import Node
from workflows.feel.types import ANY, Type

DEEPEST = 80


def parse_expression(text: str, vocabulary: Vocabulary, functions: Iterable[str]) -> Node:
    """The tree of an expression.

    Raises:
        FeelSyntaxError: the text is no expression of the language.
    """
    lexer = Lexer(text, vocabulary, functions)
    tree = _parse(text, lexer.tokens(), "expression_only")
    return tree.value if isinstance(tree, _Whole) else tree


def parse_tests(text: str, vocabulary: Vocabulary, functions: Iterable[str]) -> syntax.Tests:
    """The tree of a table cell.

    Raises:
        FeelSyntaxError: the text is no list of unary tests.
    """
    lexer = Lexer(text, vocabulary, functions)
    tokens = lexer.tokens()
    if [token.type for token in tokens] == ["MINUS"]:
        return syntax.Tests((), negated=True)  # none is excluded: everything passes
    if _negates_all(tokens):
        tokens[0].type = "NOT"
    return cast("syntax.Tests", _parse(text, tokens, "tests_only"))


def _parse(text: str, tokens: list[Token], start: str) -> Any:
    try:
        tree: Any = _lark().parse(tokens, start=start)
    except UnexpectedInput as error:
        raise _unexpected(text, error) from error
    if tree.nesting > DEEPEST:
        raise FeelSyntaxError(text, 1, 1, "the expression nests too deep")
    return tree


def _unexpected(text: str, error: UnexpectedInput) -> FeelSyntaxError:
    token = getattr(error, "token", None)
    if token is None or token.type == "$END":
        line, column = place(text, len(text))
        return FeelSyntaxError(text, line, column, "the expression ends too early" if text.strip() else "it is empty")
    at = token.start_pos or 0
    line, column = place(text, at)
    return FeelSyntaxError(text, line, column, f"{text[at : token.end_pos]!r} is not expected here")


def _negates_all(tokens: list[Token]) -> bool:
    """Whether the first word is `not` and its bracket closes at the end."""
    if len(tokens) < 3 or tokens[0].value != "not" or tokens[1].type != "LPAR":  # noqa: PLR2004 - not ( )
        return False
    depth = 0
    for index, token in enumerate(tokens[1:], start=1):
        depth += (token.type in ("LPAR", "LBRACKET", "LBRACE", "OPEN_LEFT")) - (
            token.type in ("RPAR", "RBRACKET", "RBRACE", "CLOSE_RIGHT")
        )
        if depth == 0:
            return index == len(tokens) - 1
    return False


class _Passing(LarkLexer):
    """Hands our own tokens to lark."""

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, data: list[Token]) -> Iterator[Token]:  # type: ignore[override]  # the simple interface
        return iter(data)


class _Whole:
    """A tree that is a whole expression."""

    def __init__(self, value: Node) -> None:
        self.value = value
        self.nesting = value.nesting


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    """Makes the tree's nodes as the parser recognises them."""

    def expression_only(self, value: Node) -> _Whole:
        return _Whole(value)

    def plain_tests(self, tests: tuple[Node, ...]) -> syntax.Tests:
        return syntax.Tests(tests, negated=False)

    def negated_tests(self, _not: Token, _open: Token, tests: tuple[Node, ...], _close: Token) -> syntax.Tests:
        return syntax.Tests(tests, negated=True)

    def literal(self, token: Token) -> Node:
        constants: dict[str, object] = {"TRUE": True, "FALSE": False, "NULL": None}
        return syntax.Literal_(constants.get(token.type, token.value) if token.type in constants else token.value)

    def name(self, token: Token) -> Node:
        return syntax.Name(token.value, token.start_pos or 0)

    def for_(self, _for: Token, iterators: Any, _return: Token, result: Node) -> Node:
        return syntax.For(iterators, result)

    def if_(self, _if: Token, condition: Node, _then: Token, then: Node, _else: Token, otherwise: Node) -> Node:
        return syntax.If(condition, then, otherwise)

    def quantified(self, word: Token, iterators: Any, _satisfies: Token, condition: Node) -> Node:
        return syntax.Quantified("some" if word.type == "SOME" else "every", iterators, condition)

    def iterators(self, *parts: Any) -> tuple[Any, ...]:
        return tuple(part for part in parts if not isinstance(part, Token))

    def iterator(
        self, name: Token, _in: Token, start: Node, _dots: Token | None = None, end: Node | None = None
    ) -> Any:
        return name.value, syntax.Domain(start, end)

    def define(self, *parts: Any) -> Node:
        parameters = tuple(part for part in parts[1:-1] if isinstance(part, tuple))
        return syntax.Define(parameters, parts[-1])

    def parameter(self, name: Token, kind: Token | None = None) -> tuple[str, Type]:
        return name.value, ANY if kind is None else cast("Type", kind.value)

    def disjunction(self, *parts: Any) -> Node:
        return syntax.Logic("or", parts[::2])

    def conjunction(self, *parts: Any) -> Node:
        return syntax.Logic("and", parts[::2])

    def comparator(self, token: Token) -> str:
        return str(token.value)

    def compare(self, left: Node, operator: syntax.Comparison, right: Node) -> Node:
        return syntax.Compare(operator, left, right)

    def between(self, value: Node, _between: Token, low: Node, _and: Token, high: Node) -> Node:
        return syntax.Between(value, low, high)

    def in_(self, value: Node, _in: Token, test: Node) -> Node:
        return syntax.In(value, test.tests if isinstance(test, syntax.TestList) else (test,))

    def instance_of(self, value: Node, _of: Token, kind: Token) -> Node:
        return syntax.InstanceOf(value, cast("Type", kind.value))

    def half_open(self, operator: syntax.Comparison, end: Node) -> Node:
        return syntax.HalfOpen(operator, end)

    def sum(self, first: Node, *rest: Any) -> Node:
        return _chain(first, rest)

    def product(self, first: Node, *rest: Any) -> Node:
        return _chain(first, rest)

    def power(self, first: Node, *rest: Any) -> Node:
        return _chain(first, rest)

    def negation(self, _minus: Token, operand: Node) -> Node:
        return syntax.Negation(operand)

    def path(self, of: Node, _dot: Token, name: Token) -> Node:
        return syntax.Path(of, name.value)

    def filter(self, of: Node, _open: Token, condition: Node, _close: Token) -> Node:
        return syntax.Filter(of, condition)

    def call(self, function: Node, opening: Token, *rest: Any) -> Node:
        return syntax.Call(function, _nodes(rest), None, opening.start_pos or 0)

    def named_call(self, function: Node, opening: Token, *rest: Any) -> Node:
        names = tuple(part.value for part in rest if isinstance(part, Token) and part.type == "KEY")
        return syntax.Call(function, _nodes(rest), names, opening.start_pos or 0)

    def parenthesis(self, opening: Token, tests: tuple[Node, ...], _close: Token) -> Node:
        return tests[0] if len(tests) == 1 else syntax.TestList(tests, opening.start_pos or 0)

    def list(self, *parts: Any) -> Node:
        return syntax.ListOf(_nodes(parts))

    def context(self, *parts: Any) -> Node:
        return syntax.ContextOf(tuple(part for part in parts if isinstance(part, tuple)))

    def entry(self, key: Token, value: Node) -> tuple[str, Node]:
        return key.value, value

    def interval(self, opening: Token, start: Node, _dots: Token, end: Node, closing: Token) -> Node:
        return syntax.Interval(start, end, opening.type == "LBRACKET", closing.type == "RBRACKET")

    def tests(self, *parts: Any) -> tuple[Node, ...]:
        return _nodes(parts)


def _nodes(parts: Iterable[Any]) -> tuple[Node, ...]:
    return tuple(part for part in parts if isinstance(part, Node))


def _chain(first: Node, rest: tuple[Any, ...]) -> Node:
    signs = cast("tuple[Token, ...]", rest[::2])
    return syntax.Chain(first, tuple((str(sign.value), node) for sign, node in zip(signs, rest[1::2], strict=True)))


@lru_cache(maxsize=1)
def _lark() -> Lark:
    grammar = files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer=_Passing,
        start=["expression_only", "tests_only"],
        transformer=_Builder(),
        maybe_placeholders=False,
    )
