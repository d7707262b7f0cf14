"""Places whose member left the house or the organisation, and that nobody took over since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, exists, func, literal_column, or_, select, update

from domain.case import CirclePlace, LeftReason
from domain.orphan import WAITING_STATES
from storage.cases import cases
from storage.circle import circle, read_place
from storage.metadata import UtcDateTime
from storage.transaction import Transaction

_AT: Final = bindparam("ends_after", type_=UtcDateTime())
_LEFT: Final = circle.c.left_because.in_(
    [literal_column("'appointment_ended'"), literal_column("'moved_on'")]
)
_OTHER: Final = circle.alias("other")
# who stood in for a member that is away took nothing over
_TAKEN_OVER: Final = exists().where(
    _OTHER.c.case_id == circle.c.case_id,
    _OTHER.c.organisation == circle.c.organisation,
    _OTHER.c.stands_in_for.is_(None),
    or_(_OTHER.c.number > circle.c.number, _OTHER.c.left_at.is_(None)),
)
ORPHANED: Final = (
    select(circle)
    .join(cases, cases.c.id == circle.c.case_id)
    .where(
        _LEFT,
        # not of an index: nearly all places ever stood for nobody else
        func.coalesce(circle.c.stands_in_for, literal_column("''")) == literal_column("''"),
        or_(circle.c.until.is_(None), circle.c.until > _AT),
        cases.c.state.in_([literal_column(f"'{one}'") for one in sorted(WAITING_STATES)]),
        ~_TAKEN_OVER,
    )
    .order_by(circle.c.left_at, circle.c.number)
)
_LET_GO: Final = (
    update(circle)
    .where(
        circle.c.case_id == bindparam("in_case"),
        circle.c.member == bindparam("whose"),
        circle.c.organisation == bindparam("of"),
        _LEFT,
    )
    .values(left_because=LeftReason.NOT_REQUIRED)
)


class OrphanRows:
    """Orphaned places, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def all(self, now: datetime) -> Sequence[CirclePlace]:
        """Every such place, those that ended first before others."""
        rows = await self._connection.execute(ORPHANED, {"ends_after": now})
        return [read_place(row) for row in rows.mappings()]

    async def let_go(self, place: CirclePlace) -> bool:
        """Note that nobody of the organisation needs to take over a place."""
        this = {"in_case": place.case, "whose": place.member, "of": place.organisation}
        return (await self._connection.execute(_LET_GO, this)).rowcount > 0
