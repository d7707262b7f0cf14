"""Whether a subject was informed is asked until somebody says so."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.errors import NotAllowedError
from domain.identifiers import CaseId, MemberId
from domain.informing import (
    Informed,
    InformedLaterError,
    NoGroundWordsError,
    NoInformerError,
    NotYet,
    NotYetGround,
    Said,
    WrongReviewDayError,
)
from domain.notice import NoticeKind
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.acute.report import KnownCase
from services.informing import (
    list_informing,
    look_at_informing,
    read_informing,
    say_informing,
    view_informing,
)
from services.seen_case import SeenCase, take_case
from tests.support.acute_house import CODE, JUDGEMENT, REPORT, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.permits import close, refuse_acute, report_now

MORNING = datetime(2026, 11, 25, 7, 26, tzinfo=UTC)  # the working day after the session
DAY = timedelta(days=1)
IN_TWO_WEEKS = NotYet(
    ground=NotYetGround.INVESTIGATION, review_on=date(2026, 12, 8), why=f"{CANARY} wordt gezocht"
)
INFORMED = Informed(informer=f"{CANARY} van de politie", informed_on=date(2026, 11, 24))


async def hold_session(house: AcuteHouse) -> CaseId:
    case = await house.add_case(CODE, CaseState.TAKEN_UP, "piet")
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(session)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    return case


async def say(house: AcuteHouse, case: CaseId, said: Said, by: str = "cora") -> None:
    async with house.acting(by) as ctx:
        permit = await take_case(ctx, Action.INFORM_SUBJECT, SeenCase(id=case))
        await say_informing(ctx, permit, said)


async def read(house: AcuteHouse, case: CaseId, by: str) -> Said | None:
    async with house.acting(by) as ctx:
        permit = await take_case(ctx, Action.INFORM_SUBJECT, SeenCase(id=case))
        last = (await view_informing(ctx, permit)).last
    return last.said if last else None


async def look(house: AcuteHouse, case: CaseId, at: datetime) -> list[str | None]:
    """Who gets a digest because of it when the clock comes round at this moment."""
    before = len(await house.notices(NoticeKind.DIGEST))
    house.now = at
    async with house.work() as moment:
        await look_at_informing(moment, case)
    return [one.member for one in (await house.notices(NoticeKind.DIGEST))[before:]]


async def rows(house: AcuteHouse, name: str) -> list[str]:
    async with house.acting(name) as ctx:
        return [one.code for one in await list_informing(ctx)]


async def test_after_a_session_its_director_is_asked_from_the_next_working_day(
    acute_house: AcuteHouse,
):
    case = await hold_session(acute_house)
    assert await rows(acute_house, "cora") == []
    assert await look(acute_house, case, MORNING) == ["cora"]
    assert await rows(acute_house, "cora") == [CODE]
    assert await rows(acute_house, "dirk") == []
    async with acute_house.sending_to("cora") as reading:
        assert [one.code for one in await read_informing(reading)] == [CODE]


async def test_a_report_that_is_not_acute_is_asked_about_too(acute_house: AcuteHouse):
    case = await acute_house.add_case(CODE, CaseState.TAKEN_UP, "piet")
    async with acute_house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    async with acute_house.acting("cora") as ctx:
        await refuse_acute(ctx, session, JUDGEMENT)
    assert await look(acute_house, case, MORNING) == ["cora"]


async def test_not_yet_is_asked_again_on_its_day_and_not_before(acute_house: AcuteHouse):
    case = await hold_session(acute_house)
    await say(acute_house, case, IN_TWO_WEEKS)
    for days in range(12):
        assert await look(acute_house, case, MORNING + days * DAY) == []
        assert await rows(acute_house, "cora") == []
    assert await look(acute_house, case, MORNING + 13 * DAY) == ["cora"]
    async with acute_house.acting("cora") as ctx:
        permit = await take_case(ctx, Action.INFORM_SUBJECT, SeenCase(id=case))
        view = await view_informing(ctx, permit)
    assert view.last is not None
    assert (view.last.said, view.said_by) == (IN_TWO_WEEKS, "Cora Coordinator")
    record = await acute_house.on_record(case)
    assert AuditEvent.INFORMING_POSTPONED in [one.event for one in record]
    assert SeenPart.INFORMING in [one.part for one in record]


async def test_whoever_is_silent_for_three_days_is_followed_by_every_director(
    acute_house: AcuteHouse,
):
    case = await hold_session(acute_house)
    for days in range(3):
        assert await look(acute_house, case, MORNING + days * DAY) == ["cora"]
    assert sorted(map(str, await look(acute_house, case, MORNING + 5 * DAY))) == ["cora", "dirk"]
    assert await rows(acute_house, "dirk") == [CODE]


async def test_once_the_subject_is_informed_nobody_is_asked_and_it_stays_readable(
    acute_house: AcuteHouse,
):
    case = await hold_session(acute_house)
    await look(acute_house, case, MORNING)
    await say(acute_house, case, INFORMED, by="dirk")
    assert await look(acute_house, case, MORNING + 30 * DAY) == []
    assert await rows(acute_house, "cora") == []
    async with acute_house.acting("cora") as ctx:
        permit = await take_case(ctx, Action.INFORM_SUBJECT, SeenCase(id=case))
        view = await view_informing(ctx, permit)
    assert view.last is not None
    assert view.last.said == INFORMED


async def test_who_asked_and_was_answered_is_not_asked_anew_by_another_session(
    acute_house: AcuteHouse,
):
    case = await hold_session(acute_house)
    await say(acute_house, case, INFORMED)
    async with acute_house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await acute_house.convene(session)
    async with acute_house.acting("cora") as ctx:
        await close(ctx, session, [])
    assert await look(acute_house, case, MORNING) == []


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Informed(informer=" ", informed_on=date(2026, 11, 24)), NoInformerError),
        (Informed(informer="politie", informed_on=date(2026, 11, 25)), InformedLaterError),
        (NotYet(ground=NotYetGround.OTHER, review_on=date(2026, 12, 1)), NoGroundWordsError),
        (NotYet(ground=NotYetGround.SAFETY, review_on=date(2026, 11, 24)), WrongReviewDayError),
        (NotYet(ground=NotYetGround.SAFETY, review_on=date(2026, 12, 9)), WrongReviewDayError),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    acute_house: AcuteHouse, said: Said, error: type[Exception]
):
    case = await hold_session(acute_house)
    with pytest.raises(error):
        await say(acute_house, case, said)
    assert await look(acute_house, case, MORNING) == ["cora"]


@pytest.mark.parametrize("who", ["olga", "piet", "karel", "bea"])
async def test_nobody_but_a_coordinator_and_who_referred_says_or_reads_it(
    acute_house: AcuteHouse, who: str
):
    case = await hold_session(acute_house)
    with pytest.raises(NotAllowedError):
        await say(acute_house, case, INFORMED, by=who)
    await look(acute_house, case, MORNING)
    assert await rows(acute_house, who) == []


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.TRANSFERRED, CaseState.WITHDRAWN])
async def test_of_a_case_that_left_meanwhile_nobody_is_asked_any_more(
    acute_house: AcuteHouse, state: CaseState
):
    case = await hold_session(acute_house)
    async with acute_house.work() as moment:
        held = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(held, state=state))
    for days in range(20):
        assert await look(acute_house, case, MORNING + days * DAY) == []
    assert await rows(acute_house, "cora") == []


async def test_a_coordinator_who_says_not_yet_is_asked_again_as_the_receipt_says(
    acute_house: AcuteHouse,
):
    case = await hold_session(acute_house)
    await say(acute_house, case, IN_TWO_WEEKS, by="ina")
    assert await look(acute_house, case, MORNING + 13 * DAY) == ["ina"]
    assert await rows(acute_house, "ina") == [CODE]
    assert await rows(acute_house, "cora") == []


async def test_when_who_was_asked_has_no_task_here_any_more_every_director_is_asked(
    acute_house: AcuteHouse,
):
    case = await hold_session(acute_house)
    await say(acute_house, case, IN_TWO_WEEKS)
    async with acute_house.work() as moment:
        cora = await moment.uow.people.member(MemberId("cora"))
        ended = tuple(replace(one, until_on=date(2026, 11, 30)) for one in cora.appointments)
        await moment.uow.people.save_member(replace(cora, appointments=ended))
    assert await look(acute_house, case, MORNING + 13 * DAY) == ["dirk"]


async def test_who_referred_and_said_not_yet_is_asked_on_their_day_and_says_it_is_done(
    acute_house: AcuteHouse,
):
    case = await hold_session(acute_house)
    await say(acute_house, case, IN_TWO_WEEKS, by="wim")
    assert await look(acute_house, case, MORNING + 13 * DAY) == ["wim"]
    assert await rows(acute_house, "wim") == [CODE]
    assert await rows(acute_house, "cora") == await rows(acute_house, "dirk") == []
    assert await read(acute_house, case, "wim") == await read(acute_house, case, "cora")
    await say(acute_house, case, INFORMED, by="wim")
    assert await look(acute_house, case, MORNING + 20 * DAY) == []
    assert await rows(acute_house, "wim") == []


async def test_who_referred_does_not_read_what_coordinators_said_of_it(acute_house: AcuteHouse):
    case = await hold_session(acute_house)
    await say(acute_house, case, IN_TWO_WEEKS)
    assert await read(acute_house, case, "wim") is None
    assert await read(acute_house, case, "dirk") == IN_TWO_WEEKS


@pytest.mark.parametrize("change", [{"organisation": "ggz"}, {"appointments": ()}])
async def test_when_who_referred_left_every_director_is_asked(
    acute_house: AcuteHouse, change: dict[str, Any]
):
    case = await hold_session(acute_house)
    await say(acute_house, case, IN_TWO_WEEKS, by="wim")
    async with acute_house.work() as moment:
        wim = await moment.uow.people.member(MemberId("wim"))
        await moment.uow.people.save_member(replace(wim, **change))
    asked = await look(acute_house, case, MORNING + 13 * DAY)
    assert sorted(map(str, asked)) == ["cora", "dirk"]
    assert await rows(acute_house, "dirk") == [CODE]
    assert await rows(acute_house, "wim") == []


async def test_whoever_took_over_from_who_referred_was_not_asked(acute_house: AcuteHouse):
    case = await hold_session(acute_house)
    await say(acute_house, case, IN_TWO_WEEKS, by="wim")
    async with acute_house.work() as moment:
        held = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(held, referrer=MemberId("piet")))
    asked = await look(acute_house, case, MORNING + 13 * DAY)
    assert sorted(map(str, asked)) == ["cora", "dirk"]


async def test_a_bot_that_was_down_on_the_day_asks_when_it_is_back(acute_house: AcuteHouse):
    case = await hold_session(acute_house)
    await say(acute_house, case, IN_TWO_WEEKS)
    assert await look(acute_house, case, MORNING + 16 * DAY) == ["cora"]
    # a Friday: the next working day is the Monday
    assert await due_at(acute_house, case) == datetime(2026, 12, 14, 7, 25, tzinfo=UTC)


async def due_at(house: AcuteHouse, case: CaseId) -> datetime:
    async with house.reading() as moment:
        due = await moment.uow.timers.due([TimerKind.INFORMING], house.now + 365 * DAY, None, 9)
    return next(one.due_at for one in due if one.subject == case)
