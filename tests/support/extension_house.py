"""A house in which the suppliers of a case are asked whether it is kept longer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.access import Action
from domain.errors import NotFoundError
from domain.extension import AskedExtension, ByTelephone, ExtensionForm, SupplierSays
from domain.identifiers import ActionId, MemberId, MinutesId, OrganisationId
from domain.minutes import Supplier
from services.destruction import destroy_case, look_at_retention
from services.extension import ask_suppliers, note_telephone_answer
from services.extension_answer import (
    ExtensionTasks,
    answer_extension,
    list_extension_rows,
    open_extension_question,
    read_extension_rows,
)
from services.retention import view_end
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import CARE, POLICE
from tests.support.agreed_actions import an_action
from tests.support.canaries import CANARY
from tests.support.discussions import a_discussion
from tests.support.extensions import FORM
from tests.support.judging_house import AGREED, JudgingHouse
from tests.support.minutes import an_edition, approved_minutes

CODE = "KX7-Q42"
DAY = timedelta(days=1)
SAID_IN = "weekly:2026-02-12"


async def fill_case(house: JudgingHouse) -> SeenCase:
    """A case of the police; care took on an action, and both were at a table."""
    taken_up = await house.take_up()
    async with house.work() as moment:
        uow = moment.uow
        own = an_action(
            id=ActionId("of-care"), case=taken_up.id, owner=MemberId("nurse"), organisation=CARE
        )
        await uow.agreed_actions.add(own)
        other = an_action(id=ActionId("of-police"), case=taken_up.id, organisation=POLICE)
        await uow.agreed_actions.add(other)
        at_table = (Supplier(organisation=POLICE), Supplier(organisation=CARE))
        held = approved_minutes(
            id=MinutesId("of-both"), case=taken_up.id, said_in=SAID_IN, suppliers=at_table
        )
        await uow.minutes.add(held)
        await uow.minutes.add_edition(an_edition(minutes=held.id, case=taken_up.id))
        await uow.discussions.add(a_discussion(case=taken_up.id, said_in=SAID_IN))
    return SeenCase(id=taken_up.id)


def a_night(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 3, tzinfo=UTC)


async def end_of(house: JudgingHouse, code: str = CODE) -> date:
    async with house.acting("sanne") as ctx:
        (row,) = (await view_end(ctx, code)).page.items
        return row.end.goes_on


async def ask(
    house: JudgingHouse, seen: SeenCase, form: ExtensionForm | None = None, by: str = "sanne"
) -> AskedExtension:
    ends_on = await end_of(house, (await house.case(seen)).code)
    later = replace(FORM, goes_on=ends_on.replace(year=ends_on.year + 2))
    async with house.acting(by) as ctx:
        permit = await take_case(ctx, Action.EXTEND_CASE, seen)
        return await ask_suppliers(ctx, permit, form or later, AGREED)


async def say(house: JudgingHouse, seen: SeenCase, by: str, says: SupplierSays) -> None:
    async with house.acting(by) as ctx:
        await answer_extension(ctx, await open_extension_question(ctx, seen), says)


async def call(
    house: JudgingHouse, seen: SeenCase, organisation: OrganisationId, says: SupplierSays
) -> None:
    async with house.acting("daan") as ctx:
        permit = await take_case(ctx, Action.EXTEND_CASE, seen)
        told = ByTelephone(by=f"{CANARY} van de balie", on=ctx.today)
        await note_telephone_answer(ctx, permit, organisation, says, told)


async def read_tasks(house: JudgingHouse, name: str) -> ExtensionTasks:
    """What somebody reads in *mijn*; the digest says the same, but for what was answered."""
    async with house.acting(name) as ctx:
        own = await list_extension_rows(ctx)
    async with house.sending_to(name) as reading:
        assert await read_extension_rows(reading) == replace(own, said=())
    return own


async def look(house: JudgingHouse, on: date) -> None:
    house.now = a_night(on)
    async with house.work() as moment:
        await look_at_retention(moment, "house")


async def night(house: JudgingHouse, seen: SeenCase, on: date) -> bool:
    """The look of the night and what follows; whether the case is still there."""
    await look(house, on)
    await destroy_case(house, seen.id, lambda _: None)
    try:
        return bool(await house.case(seen))
    except NotFoundError:
        return False
