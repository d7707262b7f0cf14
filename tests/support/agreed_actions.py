"""Agreed actions for tests. What was agreed is a canary: it may never get out."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.agreed_action import ActionSource, ActionState, ActionWish, AgreedAction
from domain.identifiers import ActionId, CaseId, MemberId, OrganisationId
from services.agreed_action import agree_action
from tests.support.canaries import CANARY
from tests.support.house import OpenHouse

WHAT = f"{CANARY} bellen"
# a Tuesday
AGREED_ON = date(2026, 11, 24)


def an_action(**changes: object) -> AgreedAction:
    action = AgreedAction(
        id=ActionId("action-1"),
        case=CaseId("case-1"),
        owner=MemberId("agent"),
        organisation=OrganisationId("police"),
        due_on=date(2026, 12, 4),
        source=ActionSource.SESSION,
        state=ActionState.OPEN,
        version=1,
        agreed_by=MemberId("director"),
        dated_on=AGREED_ON,
        changed_by=MemberId("director"),
        changed_at=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
        said_in="session-1",
        what=WHAT,
    )
    return replace(action, **changes)


async def agree(
    house: OpenHouse, case: CaseId, owner: str, due_on: date, by: str = "cora"
) -> AgreedAction:
    """Let somebody put down what an owner promised."""
    async with house.acting(by) as ctx:
        return await agree_action(ctx, await ctx.uow.cases.get(case), a_wish(owner, due_on))


def a_wish(owner: str, due_on: date, what: str = WHAT) -> ActionWish:
    return ActionWish(what=what, owner=MemberId(owner), due_on=due_on, source=ActionSource.SESSION)
