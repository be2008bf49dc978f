"""What stands against a certification: the order in force, and the served orders under it that count again when it ends.

A flag counts within the Office from the moment it is raised; the public is told of an order once its notice was served.
Source: M.G.L. c.111C s.16 (suspension, revocation, conditions after a hearing).
"""

from dataclasses import dataclass, replace
from datetime import date

from models.vocabulary import Discipline

#: The gravest first.
GRAVITY = (
    Discipline.REVOKED,
    Discipline.SUSPENDED,
    Discipline.SURRENDERED,
    Discipline.CONDITIONS,
    Discipline.COMPLAINT_OPEN,
    Discipline.CLEAR,
)
#: Under these nobody works, files or is issued anything.
BARRED = frozenset({Discipline.REVOKED, Discipline.SUSPENDED, Discipline.SURRENDERED})


@dataclass(frozen=True)
class Order:
    """An order whose notice was served."""

    kind: Discipline
    served_on: date


@dataclass(frozen=True)
class Standing:
    """What stands against one certification."""

    kind: Discipline = Discipline.CLEAR
    #: When the notice was served; None while it is on its way, and where there is none.
    served_on: date | None = None
    #: Served orders that count again when what stands ends, the newest last.
    under: tuple[Order, ...] = ()

    @property
    def order(self) -> Order | None:
        """What stands, where it is an order that was served."""
        if self.served_on is None or self.kind is Discipline.CLEAR:
            return None
        return Order(self.kind, self.served_on)

    def public(self, today: date) -> Discipline:
        """What anyone is told: what was served, else what was public before it."""
        if self.served_on is not None and self.served_on <= today:
            return self.kind
        return self.under[-1].kind if self.under else Discipline.CLEAR

    def raised(self, kind: Discipline) -> "Standing":
        """Once something is raised; what bars a person stays until the notice of what bars them too is served."""
        if self.kind in BARRED and (kind not in BARRED or self.order is not None or _graver(self.kind, kind)):
            return self
        return Standing(kind, None, self._with_own())

    def served(self, order: Order) -> "Standing":
        """Once the notice of an order is served; a graver one stays on top of it."""
        if self.kind is order.kind and self.served_on is None:
            return replace(self, served_on=order.served_on)
        if _graver(self.kind, order.kind):
            return replace(self, under=(*self.under, order))
        return Standing(order.kind, order.served_on, self._with_own())

    def ended(self) -> "Standing":
        """Once what stands ends: the newest order under it counts again."""
        if not self.under:
            return Standing()
        newest = self.under[-1]
        return Standing(newest.kind, newest.served_on, self.under[:-1])

    def set_aside(self, order: Order) -> "Standing":
        """Once an order is set aside: it ends, on top or under another; nothing where it had ended already."""
        if order == self.order:
            return self.ended()
        kept = list(self.under)
        if order in kept:
            kept.remove(order)
        return replace(self, under=tuple(kept))

    def _with_own(self) -> tuple[Order, ...]:
        return self.under if self.order is None else (*self.under, self.order)


def _graver(one: Discipline, other: Discipline) -> bool:
    return GRAVITY.index(one) < GRAVITY.index(other)
