from dataclasses import replace
from datetime import timedelta

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase, AboutInvitation, AboutSession
from dialogs.acute_addition import ACUTE_ADDING
from dialogs.acute_circle import ACUTE_JUDGEMENT
from dialogs.acute_completion import ACUTE_COMPLETION
from dialogs.acute_report import ACUTE_OPENING, ACUTE_REPORT, go_on_with_report
from dialogs.acute_session import ACUTE_CLOSING, ACUTE_DEPUTY, ACUTE_TELEPHONE
from dialogs.acute_withdrawal import ACUTE_CALLING_OFF, ACUTE_WITHDRAWAL
from domain.access import CaseState
from domain.acute_circle import RemovalReason
from domain.acute_report import AcuteReport
from domain.acute_session import Place, SessionState
from domain.agreement import Asked, AskedHow
from domain.errors import AlreadyDoneError, NotAllowedError, RuleBrokenError
from domain.identifiers import CaseCode, SessionId
from domain.member import Language
from domain.referral import Criterion
from services.acute.report import KnownCase, NewReport, reveal_report
from services.moment import Context
from tests.support.acute import TEAMS_LINK
from tests.support.acute_house import (
    CODE,
    IDENTITY,
    IN_DUTY,
    IN_THE_NIGHT,
    REPORT,
    AcuteFiles,
)
from tests.support.canaries import CANARY
from tests.support.conversation import Conversation, inputs
from tests.support.permits import report_now

DIALOGS = (
    ACUTE_REPORT,
    ACUTE_OPENING,
    ACUTE_JUDGEMENT,
    ACUTE_DEPUTY,
    ACUTE_TELEPHONE,
    ACUTE_CLOSING,
    ACUTE_ADDING,
    ACUTE_COMPLETION,
    ACUTE_WITHDRAWAL,
    ACUTE_CALLING_OFF,
)
FRAMES = pytest.mark.parametrize("frame", list(Frame))
LANGUAGES = pytest.mark.parametrize("language", list(Language))

SIGNALS = {"signals": "minor,weapon_or_threat", "region": "Rivierstad"}
HAPPENING = {"happening": REPORT.happening, "needed_by": "now", "may_share": "yes"}
WHO = {"name": IDENTITY.name, "born_on": "1990-05-01"}
JUDGEMENT = {
    "verdict": "acute",
    "met": ",".join(Criterion),
    "why": f"{CANARY} bedreigt nu",
    "mandate": "M-2026-2",
    "place": "at_the_house",
}


@pytest.fixture
async def talk(acute_files: AcuteFiles, socket_enabled: None) -> Conversation:
    await acute_files.put_back()
    return Conversation(acute_files, DIALOGS, member="wim", now=IN_DUTY)


async def about_nobody(ctx: Context) -> NewReport:
    return await go_on_with_report(ctx, "")


async def about_the_code(ctx: Context) -> NewReport:
    return await go_on_with_report(ctx, CODE)


async def reported(talk: Conversation, told: AcuteReport = REPORT) -> SessionId:
    async with talk.house() as house:
        await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        async with house.acting("wim") as ctx:
            return (await report_now(ctx, told, KnownCase(code=CODE))).session.id


async def convened(talk: Conversation) -> SessionId:
    session = await reported(talk)
    async with talk.house() as house:
        await house.convene(session)
    return session


def as_member(talk: Conversation, name: str) -> Conversation:
    talk.member = name
    return talk


@FRAMES
@LANGUAGES
async def test_three_questions_make_an_acute_report(
    talk: Conversation, frame: Frame, language: Language
):
    talk.frame, talk.language = frame, language
    dutch = language is Language.DUTCH
    await talk.begins_with(ACUTE_REPORT, about_nobody)
    review = await talk.goes_through(SIGNALS, HAPPENING, WHO)
    assert REPORT.happening in review
    receipt = await talk.presses("Acuut melden" if dutch else "Report as acute")

    assert "Cora Coordinator" in receipt
    assert CANARY not in receipt
    async with talk.at_desk() as (_, ctx):
        (session,) = await ctx.uow.sessions.open_sessions()
        case = await ctx.uow.cases.get(session.case)
        assert await ctx.uow.sessions.report(session) == REPORT
        assert (await ctx.uow.cases.referral(case.id)).identity == IDENTITY
    assert case.code in receipt


async def test_a_report_on_a_known_case_needs_its_code_and_no_name(talk: Conversation):
    async with talk.house() as house:
        case_id = await house.add_case()
    await talk.begins_with(ACUTE_REPORT, about_nobody)
    await talk.goes_through(SIGNALS, HAPPENING, {"code": "zp2h55"})
    await talk.presses("Acuut melden")

    async with talk.at_desk() as (_, ctx):
        (session,) = await ctx.uow.sessions.open_sessions()
    assert session.case == case_id


async def test_a_code_typed_with_the_command_is_filled_in(talk: Conversation):
    assert CODE in await talk.begins_with(ACUTE_REPORT, about_the_code)
    await talk.goes_through(SIGNALS, HAPPENING)

    assert inputs(talk.card)["code"] == CODE


@pytest.mark.parametrize(
    ("who", "problem"),
    [
        ({}, "Vul een casuscode in of een naam."),
        ({"code": "KX7"}, "Dit is geen casuscode."),
        ({"code": CODE, "name": "Jan"}, "Vul de code in of de naam, niet allebei."),
    ],
)
async def test_who_it_is_about_is_a_code_or_a_name(
    talk: Conversation, who: dict[str, str], problem: str
):
    await talk.begins_with(ACUTE_REPORT, about_nobody)

    assert problem in await talk.goes_through(SIGNALS, HAPPENING, who)


@FRAMES
@LANGUAGES
async def test_pages_and_receipt_are_the_same_whatever_a_typed_code_stands_for(
    talk: Conversation, frame: Frame, language: Language
):
    talk.frame, talk.language = frame, language
    async with talk.house() as house:
        await house.add_case()
        await house.add_case(CaseCode("KX7-Q42"), CaseState.NOT_TAKEN_UP)
    read = set()
    for name, code in (("gijs", CODE), ("wim", CODE), ("gijs", "KX7-Q42"), ("gijs", "AB1-C23")):
        await as_member(talk, name).begins_with(ACUTE_REPORT, about_nobody)
        pages = [await talk.goes_through(one) for one in (SIGNALS, HAPPENING, {"code": code})]
        pages.append(await talk.presses("Acuut melden" if language == "nl" else "Report as acute"))
        assert code in pages[-1]
        read.add("\n".join(pages).replace(code, "CODE"))

    assert len(read) == 1


async def test_a_report_left_an_hour_ago_is_not_taken_for_a_new_one(talk: Conversation):
    await talk.begins_with(ACUTE_REPORT, about_nobody)
    await talk.goes_through(SIGNALS, HAPPENING)
    assert "Over wie gaat het?" in await talk.begins_with(ACUTE_REPORT, about_nobody)
    talk.now = IN_DUTY + timedelta(hours=1)
    await talk.begins_with(ACUTE_REPORT, about_nobody)

    assert inputs(talk.card)["signals"] == ""


async def test_at_night_the_receipt_says_when_and_that_112_comes_first(talk: Conversation):
    talk.now = IN_THE_NIGHT
    await talk.begins_with(ACUTE_REPORT, about_nobody)
    await talk.goes_through(SIGNALS, HAPPENING, WHO)
    receipt = await talk.presses("Acuut melden")

    assert "woensdag 25 november 2026, 08:30" in receipt
    assert "Bel 112" in receipt


@pytest.mark.parametrize("name", ["ina", "karel", "dirk"])
async def test_only_a_professional_reports(talk: Conversation, name: str):
    with pytest.raises(NotAllowedError):
        await as_member(talk, name).begins_with(ACUTE_REPORT, about_nobody)


async def test_a_director_opens_a_session_with_two_questions(talk: Conversation):
    async with talk.house() as house:
        case_id = await house.add_case()
    await as_member(talk, "dirk").begins(ACUTE_OPENING, AboutCase(case=case_id))
    await talk.goes_through(SIGNALS, HAPPENING)
    assert CODE in await talk.presses("Spoedoverleg openen")

    async with talk.at_desk() as (_, ctx):
        (session,) = await ctx.uow.sessions.open_sessions()
    assert (session.director, session.case) == ("dirk", case_id)


async def test_who_judges_reads_the_unsafe_number_first_and_mends_it(talk: Conversation):
    unsafe = f"06-12345678: {CANARY} neemt op"
    about = AboutSession(session=await reported(talk, replace(REPORT, unsafe_number=unsafe)))
    page = await as_member(talk, "cora").begins(ACUTE_JUDGEMENT, about)
    assert page.index("Bel dit nummer NIET") < page.index(REPORT.happening)
    assert inputs(talk.card)["unsafe_number"] == unsafe
    mended = f"{unsafe} en thuis"
    await talk.goes_through({**JUDGEMENT, "unsafe_number": mended})
    assert CANARY not in await talk.presses("Bevestigen")
    async with talk.house() as house, house.acting("cora") as ctx:
        assert (await reveal_report(ctx, about.session)).report.unsafe_number == mended


@FRAMES
@LANGUAGES
async def test_one_screen_tests_and_invites_the_proposed_circle(
    talk: Conversation, frame: Frame, language: Language
):
    session = await reported(talk)
    talk.frame, talk.language = frame, language
    page = await as_member(talk, "cora").begins(ACUTE_JUDGEMENT, AboutSession(session=session))
    assert REPORT.happening in page
    assert IDENTITY.name not in page
    assert "Piet Politie" in page
    assert set(inputs(talk.card)["kept"].split(",")) == {
        "gemeente-rivierstad",
        "ggz",
        "om",
        "politie",
        "veilig-thuis",
    }
    await talk.goes_through(JUDGEMENT)
    done = await talk.presses("Bevestigen" if language is Language.DUTCH else "Confirm")

    assert CODE in done
    assert CANARY not in done
    async with talk.house() as house:
        assert await house.invited(session) == ["gijs", "olga", "piet", "vera", "wim"]
        gathering = (await house.session(session)).gathering
    assert gathering
    assert gathering.starts_at == IN_DUTY + timedelta(minutes=30)


async def test_each_proposed_partner_is_shown_with_its_reason(talk: Conversation):
    session = await reported(talk)
    page = await as_member(talk, "cora").begins(ACUTE_JUDGEMENT, AboutSession(session=session))

    assert "Politie Rivierstad – Piet Politie (vaste afspraak: wapen of bedreiging)" in page
    assert "GGZ Rivierland – Gijs Geest (betrokken bij deze casus)" in page


async def test_a_changed_circle_asks_why(talk: Conversation):
    session = await reported(talk)
    await as_member(talk, "cora").begins(ACUTE_JUDGEMENT, AboutSession(session=session))
    second = await talk.goes_through(JUDGEMENT | {"kept": "politie,ggz"})
    assert "Waarom andere partners?" in second
    again = await talk.goes_through({"note": ""})
    assert "Schrijf op waarom u iemand toevoegt of weghaalt." in again
    await talk.goes_through({"removal_reason": RemovalReason.SPOKEN_TO})
    await talk.presses("Bevestigen")

    async with talk.house() as house:
        assert await house.invited(session) == ["gijs", "piet"]
    async with talk.at_desk() as (_, ctx):
        circle = await ctx.uow.sessions.circle(await ctx.uow.sessions.get(session))
    assert circle
    assert {removal.reason for removal in circle.removals} == {RemovalReason.SPOKEN_TO}


async def test_a_partner_is_added_and_no_third_party_before_it_signed(talk: Conversation):
    session = await reported(talk)
    await as_member(talk, "cora").begins(ACUTE_JUDGEMENT, AboutSession(session=session))
    second = await talk.goes_through(JUDGEMENT | {"adds": "yes"})
    assert "Woningcorporatie Rivierwonen" not in second
    assert "Schrijf op waarom" in await talk.goes_through({"added": "rens"})
    await talk.goes_through({"added": "rens", "note": "heeft toezicht"})
    await talk.presses("Bevestigen")

    async with talk.house() as house:
        assert "rens" in await house.invited(session)


async def test_an_addition_taken_back_is_not_invited(talk: Conversation):
    session = await reported(talk)
    await as_member(talk, "cora").begins(ACUTE_JUDGEMENT, AboutSession(session=session))
    await talk.goes_through(JUDGEMENT | {"adds": "yes"}, {"added": "rens", "note": "nodig"})
    await talk.changes("judgement")
    await talk.goes_through({"adds": "no"})
    await talk.presses("Bevestigen")

    async with talk.house() as house:
        assert "rens" not in await house.invited(session)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"met": "problems"}, "Een spoedoverleg vraagt alle vier de criteria."),
        ({"place": ""}, "Vul dit in: u plant een spoedoverleg."),
        ({"minutes": ""}, "Vul dit in: u plant een spoedoverleg."),
        ({"place": Place.ONLINE}, "Plak de link"),
        ({"place": Place.ONLINE, "link": "https://evil.example"}, "Plak de link"),
        ({"why": ""}, "Vul dit nog in."),
        ({"agreed": "politie"}, "Vul in wanneer en hoe"),
        (
            {"mandate": ""},
            "Kies minstens één publieke deelnemer die ja heeft gezegd, of kies een mandaat.",
        ),
    ],
)
async def test_what_is_not_right_on_the_screen_stays_on_the_screen(
    talk: Conversation, changes: dict[str, str], problem: str
):
    session = await reported(talk)
    await as_member(talk, "cora").begins(ACUTE_JUDGEMENT, AboutSession(session=session))
    page = await talk.goes_through(JUDGEMENT | changes)

    assert problem in page
    assert "verdict" in inputs(talk.card)


async def test_who_agreed_to_a_session_was_asked_today_unless_said_otherwise(talk: Conversation):
    session = await reported(talk)
    await as_member(talk, "cora").begins(ACUTE_JUDGEMENT, AboutSession(session=session))
    await talk.goes_through(JUDGEMENT | {"agreed": "politie,om", "agreed_how": "telephone"})
    await talk.presses("Bevestigen")

    async with talk.at_desk() as (_, ctx):
        test = await ctx.uow.sessions.test(await ctx.uow.sessions.get(session))
    assert test
    assert test.agreement.organisations == {"politie", "om"}
    assert test.agreement.asked == Asked(on=IN_DUTY.date(), how=AskedHow.TELEPHONE)


async def test_an_online_session_takes_its_link(talk: Conversation):
    session = await reported(talk)
    await as_member(talk, "cora").begins(ACUTE_JUDGEMENT, AboutSession(session=session))
    await talk.goes_through(JUDGEMENT | {"place": Place.ONLINE, "link": TEAMS_LINK})
    await talk.presses("Bevestigen")

    async with talk.house() as house:
        gathering = (await house.session(session)).gathering
    assert gathering
    assert gathering.link == TEAMS_LINK


async def test_not_acute_asks_no_time_place_or_circle(talk: Conversation):
    session = await reported(talk)
    await as_member(talk, "cora").begins(ACUTE_JUDGEMENT, AboutSession(session=session))
    unasked = dict.fromkeys(("met", "place", "minutes", "kept"), "")
    said = JUDGEMENT | {"verdict": "not_acute"} | unasked | {"mandate": ""}
    assert "Vul dit nog in" in await talk.goes_through(said | {"why": ""})
    await talk.goes_through(said)
    assert "is niet acuut" in await talk.presses("Bevestigen")

    async with talk.house() as house:
        assert (await house.session(session)).state is SessionState.NOT_ACUTE
        assert await house.invited(session) == []


async def test_the_second_director_is_told_who_was_first(talk: Conversation):
    session = await reported(talk)
    second = replace(talk, member="dirk")
    for director in (as_member(talk, "cora"), second):
        await director.begins(ACUTE_JUDGEMENT, AboutSession(session=session))
        await director.goes_through(JUDGEMENT)
    await talk.presses("Bevestigen")

    with pytest.raises(AlreadyDoneError) as refused:
        await second.presses("Bevestigen")
    assert refused.value.parameters["name"] == "Cora Coordinator"


@pytest.mark.parametrize("name", ["wim", "piet", "ina", "karel"])
async def test_only_a_process_director_tests_and_closes(talk: Conversation, name: str):
    session = await convened(talk)
    for dialog in (ACUTE_JUDGEMENT, ACUTE_CLOSING, ACUTE_TELEPHONE):
        with pytest.raises(NotAllowedError):
            await as_member(talk, name).begins(dialog, AboutSession(session=session))


@FRAMES
async def test_a_deputy_is_chosen_from_ones_own_organisation(talk: Conversation, frame: Frame):
    session = await convened(talk)
    talk.frame = frame
    async with talk.house() as house:
        invitation = await house.invitation(session, "piet")
    page = await as_member(talk, "piet").begins(
        ACUTE_DEPUTY, AboutInvitation(invitation=invitation.id)
    )
    assert "Petra Politie" in page
    assert "Otto Openbaar" not in page
    await talk.goes_through({"deputy": "petra"})
    assert "Petra Politie is gevraagd" in await talk.presses("Versturen")

    with pytest.raises(NotAllowedError):
        await talk.begins(ACUTE_DEPUTY, AboutInvitation(invitation=invitation.id))
    with pytest.raises(NotAllowedError):
        await as_member(talk, "olga").begins(
            ACUTE_DEPUTY, AboutInvitation(invitation=invitation.id)
        )


@pytest.mark.parametrize("answer", ["comes", "cannot", "cannot_say", "not_known"])
async def test_an_answer_by_telephone_is_noted(talk: Conversation, answer: str):
    session = await convened(talk)
    await as_member(talk, "cora").begins(ACUTE_TELEPHONE, AboutSession(session=session))
    await talk.goes_through({"member": "vera", "answer": answer})
    assert "genoteerd" in await talk.presses("Versturen")

    async with talk.house() as house:
        assert (await house.invitation(session, "vera")).answer == answer


async def test_an_answer_by_telephone_is_undone_also_when_it_ended_the_part_of_that_partner(
    talk: Conversation,
):
    session = await convened(talk)
    for answer in ("not_known", "undone"):
        await as_member(talk, "cora").begins(ACUTE_TELEPHONE, AboutSession(session=session))
        await talk.goes_through({"member": "vera", "answer": answer})
        shown = await talk.presses("Versturen")
    assert "Het antwoord is ongedaan gemaakt" in shown
    async with talk.house() as house:
        assert (await house.invitation(session, "vera")).is_open


@FRAMES
async def test_a_session_is_closed_with_what_who_and_by_when(talk: Conversation, frame: Frame):
    session = await convened(talk)
    talk.frame = frame
    await as_member(talk, "cora").begins(ACUTE_CLOSING, AboutSession(session=session))
    action = {"what_1": f"{CANARY} bellen", "owner_1": "cora", "due_on_1": "2026-11-25"}
    assert "Deze dag is al voorbij." in await talk.goes_through(
        {"more_0": "yes"}, action | {"more_1": "yes", "due_on_1": "2026-11-23"}
    )
    second = {"what_2": "Slot vervangen", "owner_2": "cora", "due_on_2": "2026-11-24"}
    await talk.goes_through(action | {"more_1": "yes"}, second | {"more_2": "no"})
    closed = await talk.presses("Spoedoverleg sluiten")

    assert "is gesloten" in closed
    assert "De casus is nu rood." in closed
    assert CANARY not in closed
    async with talk.at_desk() as (_, ctx):
        case = (await ctx.uow.sessions.get(session)).case
        agreed = await ctx.uow.agreed_actions.of_case(case)
    assert [one.what for one in agreed] == ["Slot vervangen", f"{CANARY} bellen"]
    assert {one.said_in for one in agreed} == {session}


async def test_a_session_without_agreements_closes_after_one_question(talk: Conversation):
    session = await convened(talk)
    await as_member(talk, "cora").begins(ACUTE_CLOSING, AboutSession(session=session))
    await talk.goes_through({"more_0": "no"})
    await talk.presses("Spoedoverleg sluiten")

    async with talk.house() as house:
        assert (await house.session(session)).state is SessionState.CLOSED


async def test_an_agreement_taken_back_is_not_kept(talk: Conversation):
    session = await convened(talk)
    await as_member(talk, "cora").begins(ACUTE_CLOSING, AboutSession(session=session))
    action = {"what_1": "Bellen", "owner_1": "cora", "due_on_1": "2026-11-25", "more_1": "no"}
    await talk.goes_through({"more_0": "yes"}, action)
    await talk.changes("closing")
    await talk.goes_through({"more_0": "no"})
    await talk.presses("Spoedoverleg sluiten")

    async with talk.at_desk() as (_, ctx):
        assert await ctx.uow.agreed_actions.said_in(session) == []


async def test_an_invitation_that_is_over_names_no_deputy(talk: Conversation):
    session = await convened(talk)
    async with talk.house() as house:
        invitation = await house.invitation(session, "gijs")
    await as_member(talk, "cora").begins(ACUTE_CLOSING, AboutSession(session=session))
    await talk.goes_through({"more_0": "no"})
    await talk.presses("Spoedoverleg sluiten")

    with pytest.raises(RuleBrokenError):
        await as_member(talk, "gijs").begins(
            ACUTE_DEPUTY, AboutInvitation(invitation=invitation.id)
        )
