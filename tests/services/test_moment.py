"""What a moment puts on record and announces: whole, and in time (NEN 7513; architecture §1)."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Ground
from domain.audit import AuditEntry, AuditEvent, AuditOutcome, AuditReason
from domain.identifiers import CaseId, ChannelId, MemberId
from domain.member import Role
from domain.notice import Notice, NoticeKind, SendingWindow, rule_for
from domain.sight import SeenPart, Sight
from tests.support.agenda_house import CITY, THE_BEGINNING, AgendaHouse

CASE = CaseId("case-1")
HOUR = timedelta(hours=1)
LOOK = Sight(part=SeenPart.STORY, ground=Ground.PROCESS_DIRECTOR, case_id=CASE, subject="s-1")
WINDOW = SendingWindow(opens_at=THE_BEGINNING + HOUR, closes_at=THE_BEGINNING + 2 * HOUR)


async def test_what_a_member_does_is_on_record_with_all_that_the_norm_asks(
    agenda_house: AgendaHouse,
) -> None:
    async with agenda_house.acting("sanne") as ctx:
        await ctx.record(
            AuditEvent.INVITATION_ANSWERED,
            CASE,
            "s-1",
            reason=AuditReason.BY_TELEPHONE,
            outcome=AuditOutcome.FAILED,
            on_behalf_of=MemberId("agent"),
        )
    assert await agenda_house.on_record(CASE) == [
        AuditEntry(
            event=AuditEvent.INVITATION_ANSWERED,
            at=THE_BEGINNING,
            who=MemberId("sanne"),
            organisation=CITY,
            roles=frozenset({Role.PROCESS_DIRECTOR}),
            on_behalf_of=MemberId("agent"),
            case_id=CASE,
            subject="s-1",
            outcome=AuditOutcome.FAILED,
            reason=AuditReason.BY_TELEPHONE,
        )
    ]


@pytest.mark.parametrize(
    ("spoken_for", "is_deputy", "reason"),
    [
        (None, False, None),
        (None, True, None),
        (MemberId("agent"), False, AuditReason.BY_TELEPHONE),
        (MemberId("agent"), True, AuditReason.STANDS_IN),
    ],
)
async def test_what_is_said_is_on_record_for_whom_and_how_it_came_in(
    agenda_house: AgendaHouse,
    spoken_for: MemberId | None,
    is_deputy: bool,
    reason: AuditReason | None,
) -> None:
    async with agenda_house.acting("sanne") as ctx:
        event = AuditEvent.ENQUIRY_ANSWERED
        await ctx.record_said(event, CASE, "e-1", spoken_for=spoken_for, is_deputy=is_deputy)
    (entry,) = await agenda_house.on_record(CASE)
    assert (entry.on_behalf_of, entry.reason) == (spoken_for, reason)


async def test_what_a_member_sees_is_on_record_once_a_turn_with_the_part_and_the_ground(
    agenda_house: AgendaHouse,
) -> None:
    for _turn in range(2):
        async with agenda_house.acting("sanne") as ctx:
            await ctx.record_seen(LOOK, LOOK)
            await ctx.record_seen(LOOK)
    seen = AuditEntry(
        event=AuditEvent.SEEN,
        at=THE_BEGINNING,
        who=MemberId("sanne"),
        organisation=CITY,
        roles=frozenset({Role.PROCESS_DIRECTOR}),
        case_id=CASE,
        subject="s-1",
        part=SeenPart.STORY,
        ground=Ground.PROCESS_DIRECTOR,
    )
    assert await agenda_house.on_record(CASE) == [seen, seen]


async def test_a_list_shows_of_each_case_that_it_is_there_on_its_own_ground(
    agenda_house: AgendaHouse,
) -> None:
    async with agenda_house.acting("sanne") as ctx:
        await ctx.record_listed([(CASE, Ground.REFERRER), (CASE, Ground.CIRCLE)])
    seen = [(one.part, one.ground, one.subject) for one in await agenda_house.on_record(CASE)]
    assert seen == [(SeenPart.OVERVIEW, on, None) for on in (Ground.REFERRER, Ground.CIRCLE)]


async def test_what_the_clock_does_is_on_record_without_anybody(agenda_house: AgendaHouse) -> None:
    async with agenda_house.work() as moment:
        await moment.record(AuditEvent.AGENDA_POSTED, CASE)
    [entry] = await agenda_house.on_record(CASE)
    assert (entry.who, entry.organisation, entry.roles) == (None, None, frozenset())


async def announce(house: AgendaHouse, window: SendingWindow | None) -> list[Notice]:
    """One message to a member and one to a channel."""
    given = {} if window is None else {"window": window}
    async with house.work() as moment:
        await moment.tell(NoticeKind.OWN_TIMES, MemberId("agent"), "m-1", "a", **given)
        channel = ChannelId("agenda")
        await moment.post(NoticeKind.AGENDA_POST, channel, "m-1", "b", card="c", **given)
    told = [await house.notices(kind) for kind in (NoticeKind.OWN_TIMES, NoticeKind.AGENDA_POST)]
    return [one for notices in told for one in notices]


async def test_a_message_with_a_window_leaves_within_it(agenda_house: AgendaHouse) -> None:
    for notice in await announce(agenda_house, WINDOW):
        assert (notice.due_at, notice.expires_at) == (WINDOW.opens_at, WINDOW.closes_at)


@pytest.mark.parametrize("opens_at", [None, THE_BEGINNING + HOUR])
async def test_every_message_has_an_end_counted_from_when_it_is_due(
    agenda_house: AgendaHouse, opens_at: datetime | None
) -> None:
    for notice in await announce(agenda_house, SendingWindow(opens_at=opens_at)):
        lasts_within = rule_for(notice.kind).lasts_within
        assert notice.expires_at == (opens_at or THE_BEGINNING) + lasts_within


async def test_today_is_the_day_in_the_house(agenda_house: AgendaHouse) -> None:
    agenda_house.now = datetime(2026, 2, 9, 23, 30, tzinfo=UTC)
    async with agenda_house.acting("sanne") as ctx:
        assert ctx.today.isoformat() == "2026-02-10"
        assert ctx.sign().on == ctx.today


def test_an_entry_has_no_field_that_is_not_tried_here() -> None:
    others = {"operator", "change"}  # of loading the house: tried in test_house_log
    tried = {"event", "at", "who", "organisation", "roles", "on_behalf_of", "case_id", "subject"}
    tried |= {"outcome", "reason", "part", "ground"}
    assert {one.name for one in fields(AuditEntry)} == tried | others
