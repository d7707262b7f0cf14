from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.doors.acute import FEATURE
from bot.turns.feature import Desk
from bot.turns.replies import Instead, Reply, Say, Show
from cards.acute_report import HIDE_REPORT, READ, TAKE
from cards.acute_session import ACTIONS, DEPUTY, HIDE_SUBJECT, INVITATION, WHO
from cards.kit import Frame
from cards.messages import PrivateMessage
from cards.page import PageView, draw_screen
from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer
from domain.audit import AuditEvent
from domain.errors import NotAllowedError
from domain.identifiers import CaseCode, SessionId
from domain.notice import NoticeKind
from domain.press import Press
from services.access import WrongPermitError
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase, find_case_for_director, open_session
from tests.support.acute_house import (
    CODE,
    IDENTITY,
    IN_DUTY,
    REPORT,
    AcuteFiles,
    AcuteHouse,
)
from tests.support.agreed_actions import a_wish
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, check_card, texts
from tests.support.permits import close, report_now


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case()
        yield opened


@pytest.fixture
async def session(house: AcuteHouse) -> SessionId:
    async with house.acting("wim") as ctx:
        return (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id


async def types(house: AcuteHouse, name: str, arguments: str = "") -> list[str]:
    """What each answer says."""
    (command,) = FEATURE.commands
    async with house.acting(name) as ctx:
        return [
            said(one)
            for one in as_tuple(
                await command.run(Desk(ctx=ctx, kit=a_kit(), features=(FEATURE,)), arguments)
            )
        ]


async def presses(house: AcuteHouse, name: str, verb: str, subject: str, version: int = 0) -> Reply:
    press = Press(verb=verb, subject=subject, version=version or None)
    async with house.acting(name) as ctx:
        return await FEATURE.buttons[verb](
            Desk(ctx=ctx, kit=a_kit(), features=(FEATURE,)), press, {}
        )


async def renders(house: AcuteHouse, kind: NoticeKind, name: str) -> list[str]:
    """What one member reads of each notice of a kind, as it is sent now."""
    found = []
    async with house.sending_to(name) as reading:
        for notice in await house.notices(kind):
            message = await FEATURE.notices[kind](reading, a_kit(), notice)
            if message is not None:
                assert isinstance(message, PrivateMessage)
                found.append(words(message))
    return found


def as_tuple(reply: Reply) -> tuple[Say | Instead | Show, ...]:
    return reply if isinstance(reply, tuple) else (reply,)


def said(answer: Say | Instead | Show) -> str:
    if isinstance(answer, Show):
        return texts(check_card(draw_screen(a_kit(), answer.screen, a_kit().frame)))
    return words(answer.message)


def words(message: PrivateMessage) -> str:
    return texts(check_card(message.card)) if message.card else message.text


async def test_112_comes_first_then_the_duty_director_then_the_questions(house: AcuteHouse):
    duty, questions = await types(house, "wim")

    assert "Direct gevaar? Bel 112." in duty
    assert "Cora Coordinator" in duty
    assert "Wat speelt er?" in questions


async def test_a_story_typed_behind_the_word_is_asked_to_be_deleted_and_never_said_again(
    house: AcuteHouse,
):
    answers = await types(house, "wim", f"{CANARY} heeft een mes")

    assert "Bel 112" in answers[0]
    assert len(answers) == 3
    assert CANARY not in "".join(answers)


async def test_a_director_who_reports_nothing_sees_what_waits(
    house: AcuteHouse, session: SessionId
):
    duty, waiting = await types(house, "dirk")

    assert "Bel 112" in duty
    assert CODE in waiting
    assert "wacht op een procesregisseur" in waiting


async def test_an_information_coordinator_sees_whom_to_call_and_no_more(
    house: AcuteHouse, session: SessionId
):
    (duty,) = await types(house, "ina")

    assert "Bel 112" in duty


async def test_a_director_with_a_code_gets_what_runs_or_opens_a_session(house: AcuteHouse):
    (questions,) = await types(house, "dirk", "zp2 h55")
    assert "Spoedoverleg openen" in questions
    async with house.acting("wim") as ctx:
        await report_now(ctx, REPORT, KnownCase(code=CODE))

    (running,) = await types(house, "dirk", CODE)
    assert "Gemeld door" in running


async def test_the_code_of_a_closed_session_gives_its_end_and_the_questions_for_a_new_one(
    house: AcuteHouse, session: SessionId
):
    await house.convene(session)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])

    closed, questions = await types(house, "dirk", CODE)
    assert "Het spoedoverleg is gesloten. Procesregisseur: Cora Coordinator" in closed
    assert "Naar het overzicht" in closed
    assert "Wat speelt er?" in questions
    async with house.acting("wim") as ctx:
        await report_now(ctx, REPORT, KnownCase(code=CODE))
    (running,) = await types(house, "dirk", CODE)
    assert "Nog niemand behandelt deze melding." in running


async def test_the_code_of_a_case_that_is_over_opens_no_session_and_says_what_to_do(
    house: AcuteHouse, session: SessionId
):
    await house.convene(session)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    await house.add_case(CaseCode("KX7-Q42"), CaseState.NOT_TAKEN_UP)
    async with house.database.work() as uow:
        case = await uow.cases.by_code(CODE)
        await uow.cases.save(replace(case, state=CaseState.WITHDRAWN))

    closed, over = await types(house, "dirk", CODE)
    assert "is gesloten" in closed
    assert "niet meer in behandeling" in over
    (over,) = await types(house, "dirk", "KX7-Q42")
    assert "KX7-Q42 is niet meer in behandeling" in over
    async with house.acting("dirk") as ctx:
        permit = await find_case_for_director(ctx, CODE)
        with pytest.raises(WrongPermitError):
            await open_session(ctx, permit, REPORT)


async def test_a_director_with_an_unknown_code_is_refused(house: AcuteHouse):
    with pytest.raises(NotAllowedError):
        await types(house, "dirk", "AB1-C23")


async def test_a_professional_with_a_code_reports_on_it_and_learns_nothing(house: AcuteHouse):
    known = await types(house, "gijs", CODE)

    unknown = await types(house, "gijs", "AB1-C23")
    assert [one.replace(CODE, "AB1-C23") for one in known] == unknown
    assert "Wat speelt er?" in known[-1]


async def test_taking_a_report_changes_its_card(house: AcuteHouse, session: SessionId):
    taken = await presses(house, "cora", TAKE, session)

    assert isinstance(taken, Instead)
    assert "Cora Coordinator behandelt deze melding." in said(taken)
    assert any("Cora" in one for one in await renders(house, NoticeKind.ACUTE_REPORT, "cora"))


async def test_the_report_is_read_on_a_page(house: AcuteHouse, session: SessionId):
    read = await presses(house, "cora", READ, session)

    assert isinstance(read, Show)
    assert isinstance(read.screen, PageView)
    assert REPORT.happening in said(read)


async def test_no_card_that_is_sent_holds_what_is_about_the_subject(
    house: AcuteHouse, session: SessionId
):
    await house.convene(session)
    async with house.acting("piet") as ctx:
        invitation = await house.invitation(session, "piet")
        await answer_invitation(ctx, invitation.id, InvitationAnswer.COMES, 1)
    async with house.acting("cora") as ctx:
        promise = a_wish("piet", IN_DUTY.date())
        await close(ctx, session, [promise])

    for kind, name in (
        (NoticeKind.ACUTE_REPORT, "cora"),
        (NoticeKind.ACUTE_RECEIPT, "wim"),
        (NoticeKind.INVITATION, "piet"),
        (NoticeKind.SESSION_BOARD, "cora"),
        (NoticeKind.SESSION_CLOSED, "piet"),
    ):
        sent = await renders(house, kind, name)
        assert sent
        for card in sent:
            assert CODE in card
            assert CANARY not in card
            assert "bedreiging" not in card


@pytest.mark.parametrize("kind", [NoticeKind.ACUTE_RECEIPT, NoticeKind.INVITATION])
async def test_a_message_of_another_is_not_drawn(
    house: AcuteHouse, session: SessionId, kind: NoticeKind
):
    await house.convene(session, ("politie",))

    assert await renders(house, kind, "olga") == []


async def test_an_answer_replaces_the_invitation_and_a_second_press_tells_the_first_counts(
    house: AcuteHouse, session: SessionId
):
    await house.convene(session)
    invitation = await house.invitation(session, "piet")
    first = await presses(house, "piet", "acute.answer_comes", invitation.id, 1)
    second = await presses(house, "piet", "acute.answer_cannot", invitation.id, 1)

    assert "Uw antwoord: komt." in said(as_tuple(first)[0])
    assert "U had al geantwoord: komt." in said(as_tuple(second)[0])


async def test_not_known_is_asked_again_before_it_takes_anybody_out(
    house: AcuteHouse, session: SessionId
):
    await house.convene(session)
    invitation = await house.invitation(session, "piet")
    view = await presses(house, "piet", "acute.keep_invitation", invitation.id)
    asking = pressed(view, "Niet bekend bij onze organisatie")
    question = await presses(house, "piet", asking.verb, asking.subject, asking.version or 0)
    assert "Weet u zeker" in said(as_tuple(question)[0])
    assert (await house.invitation(session, "piet")).answer is None

    keep, sure = pressed(question, "Nee, terug"), pressed(question, "Ja, niet bekend")
    assert "Ik kom" in said(as_tuple(await presses(house, "piet", keep.verb, keep.subject))[0])
    await presses(house, "piet", sure.verb, sure.subject, sure.version or 0)
    again = await presses(house, "piet", asking.verb, asking.subject, asking.version or 0)
    assert "Weet u zeker" not in said(as_tuple(again)[0])


def pressed(reply: Reply, title: str) -> Press:
    (answer,) = as_tuple(reply)
    assert isinstance(answer, Instead)
    assert answer.message.card is not None
    return buttons(answer.message.card)[title]


async def test_not_known_leaves_a_card_that_tells_nothing(house: AcuteHouse, session: SessionId):
    await house.convene(session)
    invitation = await house.invitation(session, "piet")
    dropped = await presses(house, "piet", "acute.answer_not_known", invitation.id, 1)

    assert "Bij het Zorg- en Veiligheidshuis" not in said(as_tuple(dropped)[0])


async def test_an_invited_partner_reads_who_it_is_about_and_no_story(
    house: AcuteHouse, session: SessionId
):
    await house.convene(session)
    invitation = await house.invitation(session, "piet")
    page = said(as_tuple(await presses(house, "piet", WHO, invitation.id))[0])

    assert IDENTITY.name in page
    assert REPORT.happening not in page
    case_id = (await house.session(session)).case
    last = (await house.on_record(case_id))[-1]
    assert (last.event, last.who) == (AuditEvent.IDENTITY_REVEALED, "piet")
    back = await presses(house, "piet", HIDE_SUBJECT, invitation.id)
    assert "Kunt u komen?" in said(as_tuple(back)[0])


async def test_who_does_not_know_the_subject_or_was_never_asked_reads_nothing(
    house: AcuteHouse, session: SessionId
):
    await house.convene(session)
    invitation = await house.invitation(session, "piet")
    await presses(house, "piet", "acute.answer_not_known", invitation.id, 1)

    for name in ("piet", "olga", "petra", "cora"):
        with pytest.raises(NotAllowedError):
            await presses(house, name, WHO, invitation.id)


async def test_the_report_is_laid_aside_for_its_card_in_the_chat_and_for_a_receipt_in_a_window(
    house: AcuteHouse, session: SessionId
):
    assert "Gemeld door" in said(as_tuple(await presses(house, "cora", HIDE_REPORT, session))[0])
    press = Press(verb=HIDE_REPORT, subject=session)
    async with house.acting("cora") as ctx:
        desk = Desk(ctx=ctx, kit=a_kit(frame=Frame.TASK_MODULE))
        (left,) = as_tuple(await FEATURE.buttons[HIDE_REPORT](desk, press, {}))

    assert isinstance(left, Show)
    assert "Gemeld door" not in said(left)


async def test_who_has_no_colleague_hears_whom_to_call(house: AcuteHouse, session: SessionId):
    await house.convene(session)
    invitation = await house.invitation(session, "vera")
    answer = await presses(house, "vera", DEPUTY, invitation.id)

    assert isinstance(answer, Say)
    assert "000-0000100" in said(answer)


async def test_who_has_colleagues_chooses_one(house: AcuteHouse, session: SessionId):
    await house.convene(session)
    invitation = await house.invitation(session, "piet")
    answer = await presses(house, "piet", DEPUTY, invitation.id)

    assert isinstance(answer, Show)
    assert "Petra Politie" in said(answer)


async def test_open_invitations_are_part_of_ones_own_card(house: AcuteHouse, session: SessionId):
    await house.convene(session)
    async with house.acting("piet") as ctx:
        (part,) = await Desk(ctx=ctx, kit=a_kit(), features=(FEATURE,)).list_own()
    (row,) = part.rows
    assert row.button
    shown = await presses(house, "piet", INVITATION, row.button.press.subject)

    assert CODE in said(as_tuple(shown)[0])
    with pytest.raises(NotAllowedError):
        await presses(house, "olga", INVITATION, row.button.press.subject)


async def test_after_closing_owners_read_their_own_agreements_only(
    house: AcuteHouse, session: SessionId
):
    await house.convene(session)
    for name in ("piet", "olga"):
        invitation = await house.invitation(session, name)
        await presses(house, name, "acute.answer_comes", invitation.id, 1)
    async with house.acting("cora") as ctx:
        promise = a_wish("piet", IN_DUTY.date())
        await close(ctx, session, [promise])

    assert CANARY in said(as_tuple(await presses(house, "piet", ACTIONS, session))[0])
    with pytest.raises(NotAllowedError):
        await presses(house, "olga", ACTIONS, session)
