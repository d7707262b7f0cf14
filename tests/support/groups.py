"""People who were referred together, in a house over real storage."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import event
from sqlalchemy.engine import Engine

from domain.case import Case
from domain.group_referral import GroupMark, GroupPerson
from services.group_referral import GroupReceipt, refer_group
from services.group_referral_views import GroupView, view_group
from services.group_standing import find_group_cases
from services.referral import begin_referral
from tests.support.agenda_house import AgendaHouse
from tests.support.canaries import CANARY
from tests.support.referrals import REFERRAL

REMARK = f"{CANARY} woont bij oma."


@dataclass(frozen=True)
class Referred:
    """A group as its referrer made it."""

    mark: GroupMark
    receipt: GroupReceipt


def people(number: int) -> list[GroupPerson]:
    """So many people, the first of them with a remark."""
    return [
        GroupPerson(
            name=f"Sam{one} {CANARY}",
            born_on=date(2009, 3, 1 + one % 28),
            remark="" if one else REMARK,
        )
        for one in range(number)
    ]


async def refer_people(house: AgendaHouse, number: int = 3, by: str = "agent") -> Referred:
    async with house.acting(by) as ctx:
        receipt = await refer_group(ctx, await begin_referral(ctx), REFERRAL, people(number))
    return Referred(mark=receipt.mark, receipt=receipt)


async def cases_of(house: AgendaHouse, mark: GroupMark) -> Sequence[Case]:
    async with house.reading() as moment:
        return await find_group_cases(moment, mark)


async def look(house: AgendaHouse, mark: GroupMark, by: str = "iris", number: int = 1) -> GroupView:
    async with house.acting(by) as ctx:
        return await view_group(ctx, mark, number)


@contextmanager
def all_statements() -> Iterator[list[str]]:
    """Every statement that is sent to any database meanwhile; those of keys are left out."""
    sent = list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "case_keys" not in statement:
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
