"""What happened in the house of ``journey_world`` besides, written straight into its database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select, update

from domain.access import CaseState
from domain.consult import Consult, ConsultId, ConsultLine, ConsultReply, SaidAs
from domain.criteria_request import CriteriaRequest
from domain.departure import DepartureRequest
from domain.group_referral import GroupMark
from domain.identifiers import CaseCode, MeetingId, MemberId, MinutesId, OrganisationId
from domain.incorrect import MarkWords
from domain.intake_confirmation import IntakeConfirmation
from domain.minutes import Supplier
from domain.reaction import ReactionWords
from domain.signal import SignalSource, SignalSupplier
from storage.attendance_requests import attendance_request
from storage.cases import cases
from storage.drills import drill
from storage.duty_swaps import duty_swap
from storage.meetings import agenda
from storage.written_rounds import round_answer, written_round
from tests.support.acute_checks import an_acute_check
from tests.support.cases import a_case
from tests.support.confirmations import a_confirmation, a_contested_one
from tests.support.contributions import a_contribution
from tests.support.databases import open_engine
from tests.support.discussions import a_discussion
from tests.support.enquiries import an_enquiry
from tests.support.extensions import ask_referrer
from tests.support.incorrect_marks import a_mark
from tests.support.involved_answers import an_involved_answer
from tests.support.journey_state import open_house
from tests.support.judging_house import REFERRAL
from tests.support.minutes import an_edition, approved_minutes, some_minutes
from tests.support.reactions import a_reaction
from tests.support.second_members import a_weighing_to_confirm
from tests.support.signals import a_signal
from tests.support.takeovers import a_takeover

A_GROUP: Final = GroupMark("G-00001")
DRILL: Final = "drill." + "e" * 32


async def ask_members(url: str, directory: Path, codes: Mapping[str, str]) -> None:
    """Several things are asked of members, and wait for an answer."""
    await ask_piet(url, codes["taken up"])
    await ask_how_it_is(url, directory, codes["convened"])
    await ask_for_criteria(url, directory, codes["tested"])
    await ask_olga(url, directory, codes["tested"])
    await ask_whether_to_keep(url, directory, codes["closed"])


async def offer_duty(url: str) -> None:
    """Cora, who is on duty, is offered days and offers some."""
    rows = [
        {
            "id": mark * 32,
            "member": member,
            "colleague": colleague,
            "from_on": date(2027, 6, day),
            "until_on": date(2027, 6, day),
            "offered_at": datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
            "state": "offered",
            "version": 1,
        }
        for mark, member, colleague, day in (
            ("5", "cora", "dirk", 1), ("6", "dirk", "cora", 2), ("7", "dirk", "cora", 3),
        )
    ]  # fmt: skip
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(insert(duty_swap), rows)
    await engine.dispose()


async def withdraw_one(url: str, at: datetime) -> None:
    """A case of nobody's that is destroyed in two weeks."""
    row = {
        "id": "8" * 32,
        "code": "WW7-Q42",
        "state": "withdrawn",
        "version": 2,
        "referrer": "nobody",
        "referring_organisation": "politie",
        "received_at": at,
        "promised_on": at.date(),
        "changed_by": "nobody",
        "changed_at": at,
        "colour_rank": 0,
    }
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(insert(cases).values(row))
    await engine.dispose()


async def hold_a_drill(url: str) -> None:
    """One that is over, so that none of the others hears of it."""
    row = {
        "id": DRILL,
        "case_id": "9" * 32,
        "number": 1,
        "started_by": "cora",
        "started_at": datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        "lapses_at": datetime(2026, 11, 23, 11, 0, tzinfo=UTC),
        "ended_at": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        "end": "stopped",
        "is_cleared": True,
        "version": 2,
    }
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(insert(drill).values(row))
    await engine.dispose()


async def ask_piet(url: str, code: str) -> None:
    """A partner is asked whether it comes: only for red cases the house does so by itself."""
    engine = open_engine(url)
    async with engine.begin() as connection:
        of_code = select(cases.c.id).where(cases.c.code == code)
        case = (await connection.execute(of_code)).scalar_one()
        meeting = (await connection.execute(select(agenda.c.meeting))).scalar_one()
        row = {
            "id": "a" * 32,
            "meeting": meeting,
            "organisation": "politie",
            "member": "piet",
            "cases": [case],
            "asked_at": datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
            "answer": "open",
            "version": 1,
        }
        await connection.execute(insert(attendance_request).values(row))
    await engine.dispose()


async def let_a_round_wait(url: str, code: str) -> None:
    """A written round in which one partner was not reached: only green cases get one."""
    engine = open_engine(url)
    async with engine.begin() as connection:
        of_code = cases.c.code == code
        # who was asked to direct the content said yes
        await connection.execute(update(cases).where(of_code).values(case_director="gijs"))
        case = (await connection.execute(select(cases).where(of_code))).one()
        held = {
            "id": "b" * 32,
            "case_id": case.id,
            "state": "waiting",
            "version": 1,
            "coloured_at": case.colour_set_at,
            "review_on": case.next_review_on,
            "since_on": date(2026, 11, 23),
            "writer": case.case_director,
            "asked_on": date(2026, 11, 23),
            "until_on": date(2026, 11, 30),
        }
        asked = {
            "round": held["id"],
            "member": "piet",
            "organisation": "politie",
            "told_on": date(2026, 11, 23),
            "stance": "not_reached",
        }
        await connection.execute(insert(written_round).values(held))
        await connection.execute(insert(round_answer).values(asked))
    await engine.dispose()


async def let_one_rest(url: str, code: str) -> None:
    """A case that was taken up and paused, until long after all of this."""
    engine = open_engine(url)
    of_code = update(cases).where(cases.c.code == code)
    async with engine.begin() as connection:
        await connection.execute(of_code.values(state="paused", paused_until=date(2027, 12, 1)))
    await engine.dispose()


async def let_one_leave(url: str, code: str) -> None:
    """A case that was closed: nobody has a place in it."""
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(update(cases).where(cases.c.code == code).values(state="closed"))
    await engine.dispose()


async def ask_whether_to_keep(url: str, directory: Path, code: str) -> None:
    """Piet is asked whether what he told of a case that left may be kept longer."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        await uow.extensions.add(*ask_referrer(case, by="cora"))


async def ask_for_criteria(url: str, directory: Path, code: str) -> None:
    """Piet still has to explain the criteria of a case that is not weighed yet, and to confirm an
    intake that ina wrote down.
    """
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        asked = CriteriaRequest(case=case.id, member=case.referrer, asked_at=case.received_at)
        await uow.criteria_requests.keep(asked)
        taken = IntakeConfirmation(
            case=case.id,
            number=case.version,
            referrer=case.referrer,
            taken_by=MemberId("ina"),
            taken_at=case.received_at,
        )
        await uow.intake_confirmations.keep(taken)


async def let_a_weighing_wait(url: str, directory: Path, code: str) -> None:
    """How somebody who left weighed a case waits for a second member."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        await uow.second_members.keep(a_weighing_to_confirm(case.id, case.referrer))
        await uow.takeovers.keep(a_takeover(case.id, case.referrer))
        await uow.confirmations.add(a_confirmation(case.id))
        await uow.confirmations.add(a_contested_one(case.id))


async def ask_to_name_olgas_organisation(url: str, directory: Path) -> None:
    """Piet asked who is involved; cora has the organisation of olga asked, to answer long after."""
    async with open_house(url, directory) as house, house.work() as uow:
        piet = await uow.people.member(MemberId("piet"))
        told = replace(
            a_case(),
            id=await uow.cases.reserve(),
            code=CaseCode("DD4-M77"),
            state=CaseState.ADVICE_OR_SIGNAL,
            referrer=piet.id,
            referring_organisation=piet.organisation,
        )
        await uow.cases.add(told, REFERRAL)
        await uow.involved_answers.keep(an_involved_answer(told.id, date(2027, 12, 1)))


async def ask_olga(url: str, directory: Path, code: str) -> None:
    """Ina asked olga whether she knows somebody, to answer long after all of this."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        await uow.enquiries.add(an_enquiry(case=case.id), "Kent haar misschien.")


async def let_gijs_leave(url: str, directory: Path, code: str) -> None:
    """The organisation of gijs asks to leave a case."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        request = DepartureRequest(case=case.id, member=MemberId("gijs"), asked_at=await uow.now())
        await uow.departures.keep(request, "Wij zijn niet meer betrokken.")


async def let_piet_ask_to_withdraw(url: str, directory: Path, code: str) -> None:
    """Piet asks to withdraw what he referred."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        said = a_reaction(case.id, await uow.now())
        await uow.reactions.add(said, ReactionWords(said="Niet meer."))


async def let_piet_consult(url: str, directory: Path) -> None:
    """Piet asked the coordinators something."""
    async with open_house(url, directory) as house, house.work() as uow:
        piet, now = await uow.people.member(MemberId("piet")), await uow.now()
        asked = Consult(
            id=ConsultId("8" * 32),
            asker=piet.id,
            organisation=piet.organisation,
            reply=ConsultReply.WRITTEN,
            said_at=now,
            lines=(ConsultLine(said_as=SaidAs.ASKED, by=piet.id, at=now, text="Kan dit?"),),
        )
        await uow.consults.add(asked)


async def let_ina_signal(url: str, directory: Path, code: str) -> None:
    """Ina asks who supplied something of a case whether they object to a signal."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        told = case.referring_organisation
        asked = replace(a_signal(await uow.now()), suppliers=(SignalSupplier(organisation=told),))
        source = SignalSource(case=case.id, suppliers=frozenset({told}))
        await uow.signals.add(asked, [source])


async def let_two_be_a_group(url: str, directory: Path, *codes: str) -> None:
    """Piet referred these cases together."""
    async with open_house(url, directory) as house, house.work() as uow:
        cases = [await uow.cases.by_code(CaseCode(code)) for code in codes]
        await uow.group_referrals.add(A_GROUP, [one.id for one in cases])


async def let_gijs_contribute(url: str, directory: Path, code: str) -> None:
    """Gijs calls something incorrect that was told of a case, and contributes to it."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        await uow.incorrect_marks.add(a_mark(case.id, await uow.now()), MarkWords(what="Niet zo."))
        await uow.contributions.add(a_contribution(case.id, await uow.now()))


async def ask_how_it_is(url: str, directory: Path, code: str) -> None:
    """Cora was asked twice how it is after a session."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = (await uow.cases.by_code(CaseCode(code))).id
        (session,) = await uow.sessions.of_case(case)
        first, second = (an_acute_check(session.id, case, number) for number in (8, 9))
        await uow.acute_checks.add(first)
        await uow.acute_checks.add(second)


async def write_minutes(url: str, directory: Path, code: str) -> None:
    """Two meetings of before: of one the minutes are a concept, to the others may be objected."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = (await uow.cases.by_code(CaseCode(code))).id
        at_table = Supplier(organisation=OrganisationId("politie"))
        of_case = {"case": case, "changed_by": MemberId("cora")}
        concept = some_minutes(id=MinutesId("c" * 32), said_in=MeetingId("before:1"), **of_case)
        approved = approved_minutes(
            id=MinutesId("d" * 32),
            said_in=MeetingId("before:2"),
            suppliers=(at_table,),
            until_on=date(2027, 12, 1),
            **of_case,
        )
        edition = an_edition(minutes=approved.id, case=case, approved_by=MemberId("cora"))
        for one in (concept, approved):
            await uow.minutes.add(one)
            said = a_discussion(case=case, said_in=one.said_in, written_by=MemberId("cora"))
            await uow.discussions.add(said)
        await uow.minutes.add_edition(replace(edition, content=replace(edition.content, agreed=())))


async def change(url: str, *statements: Any) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(statement)
    await engine.dispose()
