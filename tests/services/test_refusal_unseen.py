"""A refusal to share is like *not known* to everybody but coordinators: the same bytes on every
page and in every message, and the same number of questions to the database, from the answer to the
weighing and in an acute session; nobody is reminded after either.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from cards.case_page import press_copy, press_leaf
from cards.enquiry import WHO_IS_ASKED
from domain.access import CaseState
from domain.case_page import CaseLeaf
from domain.enquiry import EnquiryAnswer
from domain.errors import StoplichtError
from domain.identifiers import CaseId, InvitationId, OrganisationId
from domain.member import Organisation, OrganisationType, Role
from domain.notice import NoticeKind
from domain.press import Press
from services.acute.invitations import view_own_invitation, view_subject
from services.acute.report import KnownCase
from services.seen_case import SeenCase
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.agenda_house import SeededFiles, a_member
from tests.support.cards import a_kit
from tests.support.desk import FEATURES, presses, types
from tests.support.enquiries import DAY_AFTER, LAST_MORNING, QUARTER, ask, asked, look, say
from tests.support.house import OpenHouse
from tests.support.judging_house import TAKE_UP, JudgingHouse, open_for_judging
from tests.support.permits import report_now, weigh_seen
from tests.support.timers import counted_statements

HOUSING = OrganisationId("housing")
NO = (EnquiryAnswer.NOT_KNOWN, EnquiryAnswer.CANNOT_SHARE)
# who referred, who is involved, a colleague of who answered, and who answered
AUDIENCES = ("nurse", "wilma", "deputy", "agent")
_ID = re.compile(r"[0-9a-f]{32}")
Seen = list[tuple[str, int]]
Look = Callable[[], Awaitable[object]]
View = Callable[[Any, InvitationId], Awaitable[object]]


async def note(house: OpenHouse, seen: Seen, look_at: Look) -> None:
    """What a look shows, or how it is refused, and how much it asks of the database."""
    database = house.database
    with counted_statements(database.engine, database._reader) as statements:
        try:
            shown = repr(await look_at())
        except StoplichtError as error:
            shown = f"{type(error).__name__} {error.parameters}"
    seen.append((_ID.sub("id", shown), len(statements)))


async def read_digest(house: OpenHouse, name: str) -> object:
    async with house.sending_to(name) as reading:
        return [await lister(reading, a_kit()) for feature in FEATURES for lister in feature.digest]


def pages_of(house: OpenHouse, name: str, code: str, case: CaseId) -> list[Look]:
    """What a member can open: their own, the case, each leaf of its page, a copy of it."""
    opens = [press_leaf(case, leaf) for leaf in CaseLeaf]
    return [
        *(partial(types, house, name, text) for text in ("mijn", f"casus {code}")),
        *(partial(presses, house, name, press) for press in (*opens, press_copy(case))),
        partial(read_digest, house, name),
    ]


async def look_round(house: OpenHouse, names: Iterable[str], code: str, case: CaseId) -> Seen:
    seen: Seen = []
    for name in names:
        for look_at in pages_of(house, name, code, case):
            await note(house, seen, look_at)
    return seen


async def announced(house: OpenHouse) -> list[str]:
    """Every message that there was, of each kind and to whom."""
    found = [repr(one) for kind in NoticeKind for one in await house.notices(kind)]
    return [_ID.sub("id", one) for one in found]


async def live_through(house: JudgingHouse, answer: EnquiryAnswer) -> tuple[Seen, Seen, list[str]]:
    """The police answer; what others see then, what a coordinator sees, and what was sent."""
    async with house.database.work() as uow:
        await uow.people.save_organisation(
            Organisation(id=HOUSING, name="Wonen", type=OrganisationType.PUBLIC_PARTICIPANT)
        )
        await uow.people.save_member(a_member("Wilma", HOUSING, Role.PROFESSIONAL))
    referred, enquiry = await asked(house)
    await house.seat_member(referred.id, "wilma")
    await say(house, enquiry, answer)
    seen = await look_round(house, AUDIENCES[:-1], "KX7-Q42", referred.id)
    house.now += QUARTER + timedelta(minutes=1)
    seen += await look_round(house, AUDIENCES, "KX7-Q42", referred.id)
    # who said no reads no name any more
    who_is_it = Press(verb=WHO_IS_ASKED, subject=enquiry)
    await note(house, seen, partial(presses, house, "agent", who_is_it))
    coordinator = await look_round(house, ("iris",), "KX7-Q42", referred.id)
    for at in (LAST_MORNING, DAY_AFTER):
        await look(house, enquiry, at)
        seen += await look_round(house, AUDIENCES, "KX7-Q42", referred.id)
    async with house.acting("sanne") as ctx:
        await weigh_seen(ctx, referred, TAKE_UP)
    seen += await look_round(house, AUDIENCES, "KX7-Q42", referred.id)
    return seen, coordinator, await announced(house)


async def test_from_the_answer_to_the_weighing_others_read_the_same_in_the_same_number_of_steps(
    seeded_files: SeededFiles, socket_enabled: None
):
    lived = list[tuple[Seen, Seen, list[str]]]()
    for answer in NO:
        async with seeded_files.fresh() as house:
            lived.append(await live_through(await open_for_judging(house), answer))
    (not_known, one, sent), (refused, other, sent_too) = lived
    assert not_known == refused
    assert sent == sent_too
    # a coordinator reads which of both it is
    assert one != other
    assert len({shown for shown, _ in not_known}) > len(AUDIENCES)


async def come_together(house: AcuteHouse, answer: EnquiryAnswer) -> tuple[Seen, list[str]]:
    """The mental health care answers; then there is an acute session about the same case."""
    case = await house.add_case(CODE, CaseState.PURPOSE_TESTED)
    (enquiry,) = await ask(house, SeenCase(id=case), OrganisationId("ggz"), by="cora")
    await say(house, enquiry.id, answer, who="gijs")
    house.now += QUARTER + timedelta(minutes=1)
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(session)
    invited = await house.invited(session)
    names = sorted({*invited, "wim"})
    # members and organisations are remembered from the first look on
    await look_round(house, names, CODE, case)
    seen = await look_round(house, names, CODE, case)
    for name in invited:
        invitation = (await house.invitation(session, name)).id
        for view in (view_own_invitation, view_subject):
            await note(house, seen, partial(opens, house, name, view, invitation))
    return seen, [name for name in invited if name != "wim"]


async def opens(house: AcuteHouse, name: str, view: View, invitation: InvitationId) -> object:
    async with house.acting(name) as ctx:
        return await view(ctx, invitation)


async def test_who_is_invited_to_an_acute_session_reads_the_same_too(
    acute_files: AcuteFiles, socket_enabled: None
):
    lived = list[tuple[Seen, list[str]]]()
    for answer in NO:
        async with acute_files.fresh() as house:
            lived.append(await come_together(house, answer))
    (not_known, invited), (refused, _) = lived
    assert invited
    assert not_known == refused
