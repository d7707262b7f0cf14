"""How long an unfinished conversation stays, by its timer."""

from datetime import datetime, timedelta

import pytest

from domain.draft import Draft, DraftEnd
from domain.errors import NotFoundError
from domain.identifiers import DraftId, MemberId
from domain.timer import TimerKind
from services.access import RefusedError
from services.drafts import begin_draft, end_draft, find_draft, save_draft
from tests.support.agenda_house import HOUSE, THE_BEGINNING, AgendaHouse

KEPT = HOUSE.terms.drafts_kept_within
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
DRAFT = DraftId("draft-1")


async def begin(house: AgendaHouse, known_as: DraftId = DRAFT) -> Draft:
    async with house.acting("agent") as ctx:
        return await begin_draft(
            ctx,
            Draft(
                id=known_as,
                member=MemberId("agent"),
                dialog="referral",
                dialog_version=1,
                subject="",
                case=None,
                page="who",
                about={},
                answers={"name": "Jan"},
                version=1,
                changed_at=ctx.now,
                expires_at=ctx.now,
            ),
        )


async def look(house: AgendaHouse, at: datetime) -> Draft | None:
    """The draft after a round of timers at this moment; None when it is forgotten."""
    await house.tick(at)
    async with house.database.reading() as uow:
        try:
            return await uow.drafts.get(DRAFT)
        except NotFoundError:
            return None


async def due(house: AgendaHouse) -> list[datetime]:
    return list((await house.timers(TimerKind.DIALOG_DRAFT)).values())


async def test_a_draft_loses_its_answers_when_its_term_is_over_and_is_forgotten_later(
    agenda_house: AgendaHouse,
) -> None:
    await begin(agenda_house)
    assert await due(agenda_house) == [THE_BEGINNING + KEPT]
    kept = await look(agenda_house, THE_BEGINNING + KEPT - SECOND)
    assert kept is not None
    assert (kept.end, kept.answers) == (None, {"name": "Jan"})
    over = await look(agenda_house, THE_BEGINNING + KEPT)
    assert over is not None
    assert (over.end, over.answers) == (DraftEnd.EXPIRED, {})
    assert await look(agenda_house, THE_BEGINNING + KEPT + 31 * DAY - SECOND) is not None
    assert await look(agenda_house, THE_BEGINNING + KEPT + 31 * DAY + SECOND) is None
    assert await due(agenda_house) == []


async def test_who_goes_on_gets_a_whole_new_term(agenda_house: AgendaHouse) -> None:
    draft = await begin(agenda_house)
    agenda_house.now += KEPT - DAY
    async with agenda_house.acting("agent") as ctx:
        await save_draft(ctx, draft)
    kept = await look(agenda_house, THE_BEGINNING + KEPT)
    assert kept is not None
    assert kept.answers == {"name": "Jan"}
    assert await due(agenda_house) == [THE_BEGINNING + 2 * KEPT - DAY]


async def test_who_begins_again_finds_the_open_draft_as_it_was(agenda_house: AgendaHouse) -> None:
    first = await begin(agenda_house)
    agenda_house.now += DAY
    assert await begin(agenda_house, DraftId("draft-2")) == first
    assert await due(agenda_house) == [THE_BEGINNING + KEPT]
    async with agenda_house.acting("agent") as ctx:
        await end_draft(ctx, first, DraftEnd.SENT)
    assert (await begin(agenda_house, DraftId("draft-3"))).id == "draft-3"


async def test_an_ended_draft_tells_for_a_month_what_became_of_it(
    agenda_house: AgendaHouse,
) -> None:
    draft = await begin(agenda_house)
    async with agenda_house.acting("agent") as ctx:
        await end_draft(ctx, draft, DraftEnd.SENT)
    ended = await look(agenda_house, THE_BEGINNING + 31 * DAY - SECOND)
    assert ended is not None
    assert (ended.end, ended.answers) == (DraftEnd.SENT, {})
    assert await look(agenda_house, THE_BEGINNING + 31 * DAY) is None


async def test_another_member_finds_no_draft(agenda_house: AgendaHouse) -> None:
    await begin(agenda_house)
    async with agenda_house.acting("nurse") as ctx:
        with pytest.raises(RefusedError):
            await find_draft(ctx, DRAFT)
