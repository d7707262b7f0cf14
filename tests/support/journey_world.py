"""A house in the middle of its work: a case in every stage, an agenda to approve, a report and a
session, an uncertain message, an open draft; and everybody who could press a button of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select, text, update

from domain.identifiers import CaseCode, MemberId
from domain.press import Press
from services.agreed_action import agree_action
from services.moment import Moment
from storage.absences import absence
from storage.acute_invitation_row import acute_invitation
from storage.acute_sessions import acute_session
from storage.agreed_actions import agreed_action
from storage.audit import audit
from storage.crypto import HouseKeys, Seal
from storage.deputies import stand_in
from storage.drafts import draft
from storage.meetings import agenda
from storage.metadata import metadata
from storage.notices import outbox
from storage.people import appointment, member
from tests.support.agreed_actions import a_wish
from tests.support.confirmations import A_CONTESTED_AGREEMENT, AN_AGREEMENT
from tests.support.databases import open_engine
from tests.support.doors import CHOSEN
from tests.support.enquiries import AN_ENQUIRY
from tests.support.journey import read_house, read_pretend_house
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_state import open_house
from tests.support.journey_words import (
    SCREENING_BY_NAME,
    adjust,
    convene,
    find_working_day,
    give_absence,
    refer,
    report_acute,
    screen,
    take_up,
)
from tests.support.journey_world_rows import (
    A_GROUP,
    DRILL,
    ask_members,
    ask_to_name_olgas_organisation,
    change,
    hold_a_drill,
    let_a_round_wait,
    let_a_weighing_wait,
    let_gijs_contribute,
    let_gijs_leave,
    let_ina_signal,
    let_one_leave,
    let_one_rest,
    let_piet_ask_to_withdraw,
    let_piet_consult,
    let_two_be_a_group,
    offer_duty,
    withdraw_one,
    write_minutes,
)
from tests.support.person import Person
from tests.support.served import Served

_THIRD_PARTY: Final = "00000000-0000-0000-0000-0000000000e1"
_NOBODY: Final = "00000000-0000-0000-0000-0000000000f1"
_GUEST: Final = "00000000-0000-0000-0000-0000000000f2"
_UNTOUCHED_BY_REFUSALS: Final = frozenset({"audit", "inbox", "outbox", "address", "business_clock"})


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
    await _seed(bot, url, directory, codes)
    people = {**cast.people, **_find_strangers(bot)}
    world = World(bot, cast, url, Seal(keys.buttons), {}, codes, people)
    return World(bot, cast, url, world.seal, await _find_subjects(world), codes, people)


async def _seed(bot: Served, url: str, directory: Path, codes: Mapping[str, str]) -> None:
    """Put into the house what would take many steps over HTTP."""
    await offer_duty(url)
    await hold_a_drill(url)
    await withdraw_one(url, await bot.now())
    await let_a_round_wait(url, codes["taken up"])
    await write_minutes(url, directory, codes["taken up"])
    await let_a_weighing_wait(url, directory, codes["tested"])
    await ask_to_name_olgas_organisation(url, directory)
    await let_one_rest(url, codes["paused"])
    await let_gijs_leave(url, directory, codes["taken up"])
    await let_gijs_contribute(url, directory, codes["taken up"])
    await let_piet_consult(url, directory)
    await let_ina_signal(url, directory, codes["taken up"])
    await let_two_be_a_group(url, directory, codes["submitted"], codes["closed"])
    await let_piet_ask_to_withdraw(url, directory, codes["taken up"])
    await let_one_leave(url, codes["closed"])
    await ask_members(url, directory, codes)


async def _make_cases(cast: Cast) -> dict[str, str]:
    submitted, tested, taken_up, paused, closed = [await refer(cast["piet"]) for _ in range(5)]
    await screen(cast["ina"], tested)
    await screen(cast["ina"], taken_up, SCREENING_BY_NAME)
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


async def _let_noor_take_notes(url: str, directory: Path, code: str) -> None:
    """Noor takes notes in the session that is convened."""
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        (session,) = await uow.sessions.of_case(case.id)
        noor = MemberId("noor")
        await uow.sessions.save(replace(session, note_taker=noor, note_takers=(noor,)))


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
        "signal": ("9" * 32, None),
        "group": (A_GROUP, None),
        "contribution": ("8" * 32, None),
        "leaving": (f"{subjects['taken up'][0]}:gijs", None),
        "first page": ("0", None),
        "quarter": ("2026-Q4:1", None),
        "the list": ("lijst", None),
        "session": (session_of[subjects["convened"][0]], None),
        "report": (session_of[subjects["reported"][0]], None),
        "check": (f"{session_of[subjects['convened'][0]]}:8", None),
        "agreement": (AN_AGREEMENT, None),
        "contested agreement": (A_CONTESTED_AGREEMENT, None),
        "other check": (f"{session_of[subjects['convened'][0]]}:9", None),
        "invitation": (invited.id, invited.version),
        "enquiry": (AN_ENQUIRY, 1),
        "naming": ("d" * 32, None),
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
        "drill": (DRILL, None),
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
    await change(url, insert(member).values(who), insert(appointment).values(role))


async def _make_two_messages_uncertain(url: str) -> None:
    told = select(outbox.c.id).where(outbox.c.kind == "referral_arrived").limit(2)
    await change(url, update(outbox).where(outbox.c.id.in_(told)).values(state="asked"))
