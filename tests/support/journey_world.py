"""A house in the middle of its work: a case in every stage, an agenda to approve, a report and a
session, an uncertain message, an open draft; and everybody who could press a button of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select, text, update

from domain.consult import Consult, ConsultId, ConsultLine, ConsultReply, SaidAs
from domain.criteria_request import CriteriaRequest
from domain.departure import DepartureRequest
from domain.identifiers import CaseCode, MeetingId, MemberId, MinutesId, OrganisationId
from domain.incorrect import MarkWords
from domain.minutes import Supplier
from domain.press import Press
from domain.reaction import ReactionWords
from services.agreed_action import agree_action
from services.moment import Moment
from storage.absences import absence
from storage.acute_sessions import acute_invitation, acute_session
from storage.agreed_actions import agreed_action
from storage.attendance_requests import attendance_request
from storage.audit import audit
from storage.cases import cases
from storage.crypto import HouseKeys, Seal
from storage.deputies import stand_in
from storage.drafts import draft
from storage.drills import drill
from storage.duty_swaps import duty_swap
from storage.meetings import agenda
from storage.metadata import metadata
from storage.notices import outbox
from storage.people import appointment, member
from storage.written_rounds import round_answer, written_round
from tests.support.acute_checks import an_acute_check
from tests.support.agreed_actions import a_wish
from tests.support.contributions import a_contribution
from tests.support.databases import open_engine
from tests.support.discussions import a_discussion
from tests.support.doors import CHOSEN
from tests.support.enquiries import AN_ENQUIRY, an_enquiry
from tests.support.extensions import ask_referrer
from tests.support.incorrect_marks import a_mark
from tests.support.journey import read_house, read_pretend_house
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_state import open_house
from tests.support.journey_words import (
    adjust,
    convene,
    find_working_day,
    give_absence,
    refer,
    report_acute,
    screen,
    take_up,
)
from tests.support.minutes import an_edition, approved_minutes, some_minutes
from tests.support.person import Person
from tests.support.reactions import a_reaction
from tests.support.second_members import a_weighing_to_confirm
from tests.support.served import Served
from tests.support.takeovers import a_takeover

_THIRD_PARTY: Final = "00000000-0000-0000-0000-0000000000e1"
_NOBODY: Final = "00000000-0000-0000-0000-0000000000f1"
_GUEST: Final = "00000000-0000-0000-0000-0000000000f2"
_UNTOUCHED_BY_REFUSALS: Final = frozenset({"audit", "inbox", "outbox", "address", "business_clock"})

_DRILL = "drill." + "e" * 32


@dataclass(frozen=True, slots=True)
class World:
    """A house at work. ``subjects`` are what buttons are about, with the version they were drawn
    for.
    """

    bot: Served
    cast: Cast
    url: str
    seal: Seal
    subjects: Mapping[str, tuple[str, int | None]]
    codes: Mapping[str, str]
    people: Mapping[str, Person]

    async def token(self, verb: str, subject: str, made: timedelta = timedelta()) -> str:
        """A button as the bot itself draws it."""
        about, version = self.subjects[subject]
        press = Press(verb=verb, subject=about, version=version)
        return self.seal.seal(press, await self.bot.now() + made)

    def inputs(self, verb: str) -> dict[str, str]:
        """What is sent along with a button that acts on a chosen line."""
        return {"case": self.codes[CHOSEN[verb]]} if verb in CHOSEN else {}

    async def dump(self) -> dict[str, Any]:
        """Every table that a refusal must leave alone."""
        tables = [one for one in metadata.sorted_tables if one.name not in _UNTOUCHED_BY_REFUSALS]
        await self.bot.quiet()
        engine = open_engine(self.url)
        async with engine.connect() as connection:
            found = {t.name: (await connection.execute(select(t))).all() for t in tables}
        await engine.dispose()
        return found

    async def refused(self) -> dict[str | None, int]:
        """How many refusals of each person are on record."""
        who = await self.rows(select(audit.c.who).where(audit.c.event == "refused"))
        return {name: [row[0] for row in who].count(name) for name in {row[0] for row in who}}

    async def rows(self, query: Any) -> Sequence[Any]:
        engine = open_engine(self.url)
        async with engine.connect() as connection:
            found = (await connection.execute(query)).all()
        await engine.dispose()
        return found


async def build_world(bot: Served, url: str, directory: Path) -> World:
    """Bring a house to the middle of its work, over HTTP."""
    await _add_third_party(url)
    cast = await gather_cast(bot)
    await cast.move_to_duty_hours()
    codes = await _make_cases(cast)
    await _let_piet_promise(cast, url, directory, codes["taken up"])
    await cast.move_to((await cast.next_meeting()).cut_off_at)
    await adjust(cast["ina"], codes["taken up"], "minutes", minutes="20")
    codes |= await _make_sessions(cast)
    await _let_noor_take_notes(url, directory, codes["convened"])
    await _make_two_messages_uncertain(url)
    await bot.advance(1)
    await bot.quiet()
    keys = HouseKeys.load(directory / "keys.json")
    await _offer_duty(url)
    await _hold_a_drill(url)
    await _withdraw_one(url, await bot.now())
    await _let_a_round_wait(url, codes["taken up"])
    await _write_minutes(url, directory, codes["taken up"])
    await _let_a_weighing_wait(url, directory, codes["tested"])
    await _let_one_rest(url, codes["paused"])
    await _let_gijs_leave(url, directory, codes["taken up"])
    await _let_gijs_contribute(url, directory, codes["taken up"])
    await _let_piet_consult(url, directory)
    await _let_piet_ask_to_withdraw(url, directory, codes["taken up"])
    await _let_one_leave(url, codes["closed"])
    await _ask_members(url, directory, codes)
    people = {**cast.people, **_find_strangers(bot)}
    world = World(bot, cast, url, Seal(keys.buttons), {}, codes, people)
    return World(bot, cast, url, world.seal, await _find_subjects(world), codes, people)


async def _ask_members(url: str, directory: Path, codes: Mapping[str, str]) -> None:
    """Several things are asked of members, and wait for an answer."""
    await _ask_piet(url, codes["taken up"])
    await _ask_how_it_is(url, directory, codes["convened"])
    await _ask_for_criteria(url, directory, codes["tested"])
    await _ask_olga(url, directory, codes["tested"])
    await _ask_whether_to_keep(url, directory, codes["closed"])


async def _offer_duty(url: str) -> None:
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


async def _withdraw_one(url: str, at: datetime) -> None:
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


async def _hold_a_drill(url: str) -> None:
    """One that is over, so that none of the others hears of it."""
    row = {
        "id": _DRILL,
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


async def _ask_piet(url: str, code: str) -> None:
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


async def _let_a_round_wait(url: str, code: str) -> None:
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


async def _make_cases(cast: Cast) -> dict[str, str]:
    submitted, tested, taken_up, paused, closed = [await refer(cast["piet"]) for _ in range(5)]
    for code in (tested, taken_up):
        await screen(cast["ina"], code)
    await take_up(cast["cora"], taken_up)
    await give_absence(cast["piet"], first_on="2027-08-02", deputy="petra")
    page = await cast["piet"].types("aanmelden")
    await page.presses("Verder", name="Zilvermeeuw-90f")
    return {
        "submitted": submitted,
        "tested": tested,
        "taken up": taken_up,
        "paused": paused,
        "closed": closed,
    }


async def _let_one_rest(url: str, code: str) -> None:
    """A case that was taken up and paused, until long after all of this."""
    engine = open_engine(url)
    of_code = update(cases).where(cases.c.code == code)
    async with engine.begin() as connection:
        await connection.execute(of_code.values(state="paused", paused_until=date(2027, 12, 1)))
    await engine.dispose()


async def _let_one_leave(url: str, code: str) -> None:
    """A case that was closed: nobody has a place in it."""
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(update(cases).where(cases.c.code == code).values(state="closed"))
    await engine.dispose()


async def _ask_whether_to_keep(url: str, directory: Path, code: str) -> None:
    """Piet is asked whether what he told of a case that left may be kept longer."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        await uow.extensions.add(*ask_referrer(case, by="cora"))


async def _make_sessions(cast: Cast) -> dict[str, str]:
    """Last: what nobody takes or answers goes on by itself as time passes."""
    convened = await report_acute(cast["wim"])
    await convene(cast["cora"], convened)
    reported = await report_acute(cast["piet"])
    return {"convened": convened, "reported": reported}


async def _let_piet_promise(cast: Cast, url: str, directory: Path, code: str) -> None:
    """Agree something with the referrer of a case, that is due in two months."""
    due_on = await find_working_day(cast, 40)
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        moment = Moment(uow=uow, now=await cast.bot.now(), house=read_pretend_house())
        cora = await moment.form_actor(await uow.people.member(MemberId("cora")))
        await agree_action(moment.acting(cora), case, a_wish("piet", due_on))


async def _ask_for_criteria(url: str, directory: Path, code: str) -> None:
    """Piet still has to explain the criteria of a case that is not weighed yet."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        asked = CriteriaRequest(case=case.id, member=case.referrer, asked_at=case.received_at)
        await uow.criteria_requests.keep(asked)


async def _let_a_weighing_wait(url: str, directory: Path, code: str) -> None:
    """How somebody who left weighed a case waits for a second member."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        await uow.second_members.keep(a_weighing_to_confirm(case.id, case.referrer))
        await uow.takeovers.keep(a_takeover(case.id, case.referrer))


async def _ask_olga(url: str, directory: Path, code: str) -> None:
    """Ina asked olga whether she knows somebody, to answer long after all of this."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        await uow.enquiries.add(an_enquiry(case=case.id), "Kent haar misschien.")


async def _let_gijs_leave(url: str, directory: Path, code: str) -> None:
    """The organisation of gijs asks to leave a case."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        request = DepartureRequest(case=case.id, member=MemberId("gijs"), asked_at=await uow.now())
        await uow.departures.keep(request, "Wij zijn niet meer betrokken.")


async def _let_piet_ask_to_withdraw(url: str, directory: Path, code: str) -> None:
    """Piet asks to withdraw what he referred."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        said = a_reaction(case.id, await uow.now())
        await uow.reactions.add(said, ReactionWords(said="Niet meer."))


async def _let_piet_consult(url: str, directory: Path) -> None:
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


async def _let_gijs_contribute(url: str, directory: Path, code: str) -> None:
    """Gijs calls something incorrect that was told of a case, and contributes to it."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        await uow.incorrect_marks.add(a_mark(case.id, await uow.now()), MarkWords(what="Niet zo."))
        await uow.contributions.add(a_contribution(case.id, await uow.now()))


async def _let_noor_take_notes(url: str, directory: Path, code: str) -> None:
    """Noor takes notes in the session that is convened."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        (session,) = await uow.sessions.of_case(case.id)
        noor = MemberId("noor")
        await uow.sessions.save(replace(session, note_taker=noor, note_takers=(noor,)))


async def _ask_how_it_is(url: str, directory: Path, code: str) -> None:
    """Cora was asked twice how it is after a session."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = (await uow.cases.by_code(CaseCode(code))).id
        (session,) = await uow.sessions.of_case(case)
        first, second = (an_acute_check(session.id, case, number) for number in (8, 9))
        await uow.acute_checks.add(first)
        await uow.acute_checks.add(second)


async def _write_minutes(url: str, directory: Path, code: str) -> None:
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


async def _find_subjects(world: World) -> dict[str, tuple[str, int | None]]:
    cases = {row.code: row for row in await world.rows(text("SELECT id, code, version FROM cases"))}
    subjects = {name: (cases[code].id, cases[code].version) for name, code in world.codes.items()}
    sessions = await world.rows(select(acute_session.c.id, acute_session.c.case_id))
    session_of = {case: session for session, case in sessions}
    [invited] = await world.rows(
        select(acute_invitation.c.id, acute_invitation.c.version).where(
            acute_invitation.c.member == "olga"
        )
    )
    [written] = await world.rows(
        select(draft.c.id, draft.c.page, draft.c.version).where(
            draft.c.member == "piet", draft.c.end.is_(None)
        )
    )
    [away] = await world.rows(select(absence.c.id))
    [standing_in] = await world.rows(select(stand_in.c.id))
    [agreed] = await world.rows(select(agreed_action.c.id, agreed_action.c.version))
    [planned] = await world.rows(select(agenda.c.meeting, agenda.c.version))
    asked = await world.rows(select(outbox.c.id).where(outbox.c.state == "asked"))
    return {
        **{name: (case, version) for name, (case, version) in subjects.items()},
        "nothing": ("", None),
        "mark": ("9" * 32, None),
        "reaction": ("8" * 32, None),
        "consult": ("8" * 32, None),
        "contribution": ("8" * 32, None),
        "leaving": (f"{subjects['taken up'][0]}:gijs", None),
        "first page": ("0", None),
        "quarter": ("2026-Q4:1", None),
        "the list": ("lijst", None),
        "session": (session_of[subjects["convened"][0]], None),
        "report": (session_of[subjects["reported"][0]], None),
        "check": (f"{session_of[subjects['convened'][0]]}:8", None),
        "other check": (f"{session_of[subjects['convened'][0]]}:9", None),
        "invitation": (invited.id, invited.version),
        "enquiry": (AN_ENQUIRY, 1),
        "action": (agreed.id, agreed.version),
        "escalated action": (agreed.id, agreed.version + 1),
        "draft": (f"{written.id}:{written.page}", written.version),
        "agenda": (planned.meeting, planned.version),
        "request": ("a" * 32, None),
        "round": ("b" * 32, 1),
        "discussed": (f"{planned.meeting}/{subjects['taken up'][0]}", None),
        "concept minutes": ("c" * 32, 1),
        "approved minutes": ("d" * 32, 1),
        "seat": (f"{planned.meeting}/politie", None),
        "absence": (away.id, None),
        "stand in": (standing_in.id, None),
        "own offer": ("5" * 32, None),
        "offer": ("6" * 32, None),
        "other offer": ("7" * 32, None),
        "drill": (_DRILL, None),
        "adjusted agenda": (planned.meeting, 1),
        "message": (str(asked[0].id), None),
        "other message": (str(asked[1].id), None),
        "absent": ("0" * 32, 1),
        "absent message": ("987654321", None),
    }


def _find_strangers(bot: Served) -> dict[str, Person]:
    tenant = read_house()["tenant"]
    return {
        "third party": Person(bot, "hugo", _THIRD_PARTY, tenant),
        "unknown person": Person(bot, "nobody", _NOBODY, tenant),
        "guest nobody registered": Person(bot, "guest", _GUEST, tenant),
        "anonymous meeting user": Person(bot, "anonymous", "", tenant),
    }


async def _add_third_party(url: str) -> None:
    """Somebody who should not be there at all: the house file would not take them."""
    who = {
        "id": "hugo",
        "tenant_id": read_house()["tenant"],
        "object_id": _THIRD_PARTY,
        "name": "Hugo Huur",
        "organisation": "rivierwonen",
        "telephone": "",
        "mail": "",
        "sign_in": "",
        "language": "nl",
        "rank": 1,
        "is_guest": False,
    }
    role = {"member": "hugo", "role": "professional", "from_on": date(2026, 1, 1)}
    await _change(url, insert(member).values(who), insert(appointment).values(role))


async def _make_two_messages_uncertain(url: str) -> None:
    told = select(outbox.c.id).where(outbox.c.kind == "referral_arrived").limit(2)
    await _change(url, update(outbox).where(outbox.c.id.in_(told)).values(state="asked"))


async def _change(url: str, *statements: Any) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(statement)
    await engine.dispose()
