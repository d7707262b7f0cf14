import importlib
import pkgutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

import bot.doors
from bot.doors import dialogs, referral
from bot.doors.features import make_registry
from bot.doors.help import make_help
from bot.doors.registry import Registry
from bot.turns.feature import Command, Desk, Feature
from bot.turns.replies import Reply, Say, Show
from cards.messages import Preview
from cards.overview import OverviewPart, OverviewPlace, OverviewRow
from cards.page import FieldKind, PageView, ReceiptView
from cards.referral import CaseButton
from cards.words import Text
from dialogs.about import AboutCase
from dialogs.pages import Beginning, Dialog, Field, Page, no_case_yet
from domain.access import Action
from domain.draft import Answers
from domain.identifiers import CaseId
from domain.member import Language
from domain.stoplight import Colour
from services.moment import Context
from tests.support.agenda_house import POLICE, SeededFiles
from tests.support.cards import a_kit, buttons, check_card, texts
from tests.support.catalogues import catalogues_of

ABOUT = AboutCase(case=CaseId("case-1"))


async def allow(_ctx: Context, about: AboutCase) -> AboutCase:
    return about


async def begin(_ctx: Context, about: AboutCase) -> Beginning[AboutCase]:
    return Beginning(about=about)


async def finish(_ctx: Context, _about: AboutCase, _answers: Answers) -> ReceiptView:
    return ReceiptView(title=Text("dialog.saved"))


DIALOG = Dialog(
    name="thrown_away",
    version=1,
    title="dialog.saved",
    about=AboutCase,
    pages=(
        Page(
            id="only",
            title="dialog.review",
            fields=(Field(id="why", kind=FieldKind.TEXT, label="dialog.review"),),
        ),
    ),
    allow=allow,
    begin=begin,
    finish=finish,
    code_of=no_case_yet,
)


async def run(desk: Desk, _arguments: str) -> Reply:
    return Show(screen=await desk.dialogs.begin(desk.ctx, DIALOG, ABOUT))


async def list_own(_desk: Desk) -> Sequence[OverviewPart]:
    row = OverviewRow(text=Text("dialog.thrown_away", {"at": "gisteren"}))
    return (OverviewPart(heading="dialog.saved", place=OverviewPlace.CASES, rows=(row,)),)


THROWN_AWAY = Feature(
    commands=(
        Command(
            words=("wegwerp", "throwaway"),
            action=Action.VIEW_OWN,
            run=run,
            help_key="help.line.help",
        ),
    ),
    dialogs=(DIALOG,),
    overview=(list_own,),
    case_buttons=(
        CaseButton(action=Action.VIEW_CASE, key="dialog.saved", verb="thrown_away.open"),
    ),
)
FEATURES = (referral.FEATURE, dialogs.FEATURE, THROWN_AWAY)
DOORS = [
    module.name
    for module in pkgutil.iter_modules(bot.doors.__path__)
    if hasattr(importlib.import_module(f"bot.doors.{module.name}"), "FEATURE")
]


@pytest.fixture
async def desk(seeded_files: SeededFiles, socket_enabled: None) -> AsyncIterator[Desk]:
    async with seeded_files.fresh() as house:
        await house.add_case("MV3-T81", Colour.RED, 30, (POLICE,), "nurse")
        async with house.acting("nurse") as ctx:
            yield Desk(ctx=ctx, kit=a_kit(), features=FEATURES)


async def types(desk: Desk, text: str) -> Reply:
    word, _, arguments = text.partition(" ")
    registry = Registry((*desk.features, make_help(lambda: registry)))
    command = registry.command(word)
    assert command
    return await command.run(desk, arguments)


async def reads(desk: Desk, text: str) -> str:
    reply = await types(desk, text)
    assert isinstance(reply, Say)
    return texts(check_card(reply.message.card or {}))


async def test_a_feature_is_listed_everywhere_by_its_one_value(desk: Desk):
    assert "wegwerp" in await reads(desk, "help")
    shown = await types(desk, "wegwerp")
    assert isinstance(shown, Show)
    assert isinstance(shown.screen, PageView)
    again = await desk.dialogs.press(desk.ctx, shown.screen.reopen, {})
    assert isinstance(again, PageView)
    assert "Weggegooid op gisteren" in await reads(desk, "mijn")
    reply = await types(desk, "casus MV3-T81")
    assert isinstance(reply, Say)
    opens = buttons(reply.message.card or {})
    assert opens["Bewaard"].verb == "thrown_away.open"


async def test_without_the_feature_nothing_of_it_is_left(desk: Desk):
    without = replace(desk, features=FEATURES[:2])
    assert "wegwerp" not in await reads(without, "help")
    assert "Weggegooid" not in await reads(without, "mijn")
    reply = await types(without, "casus MV3-T81")
    assert isinstance(reply, Say)
    assert "Bewaard" not in buttons(reply.message.card or {})


def test_the_bot_lists_its_features_in_the_order_people_know():
    listed = make_registry().features
    assert [button.key for one in listed for button in one.case_buttons] == [
        "case.who_is_this",
        "referral.edit_button",
        "referral.withdraw_button",
        "case_page.button",
        "contribution.button",
        "inbox.screening_button",
        "intake.button",
        "enquiry.case_button",
        "inbox.weighing_button",
        "caselist.colour_button",
        "plan_of_action.case_button",
        "discussion_wish.button",
        "priority.why_button",
        "priority.button",
        "reaction.button",
        "reaction.withdraw_button",
        "case_circle.involve_button",
        "case_circle.remove_button",
        "case_director.ask_button",
        "departure.button",
        "minutes.case_button",
        "pause.return_button",
        "pause.button",
        "informing.case_button",
        "linked_case.button",
        "known_check.button",
        "signal.case_button",
        "merging.button",
        "closing.button",
    ]
    assert [lister.__name__ for one in listed for lister in one.overview] == [
        "_list_cases",
        "list_own_consults",
        "list_consults_to_answer",
        "_list_drafts",
        "_list_own",
        "_list_own",
        "list_own_checks",
        "list_asked_of_absent",
        "list_own_criteria",
        "list_own_intakes",
        "list_own_enquiries",
        "list_enquiry_news",
        "list_to_confirm",
        "list_takeovers",
        "list_namings",
        "list_to_agree",
        "list_in_doubt",
        "list_own_actions",
        "list_own_rounds",
        "list_own_reactions",
        "_list_own",
        "list_own_questions",
        "list_departures",
        "list_asked_over",
        "list_orphans",
        "list_own_minutes",
        "list_paused",
        "list_informing",
        "list_signals",
        "list_own_marks",
        "list_merge_wishes",
        "list_own_former",
        "list_holds",
        "list_warned",
        "list_reviews",
        "list_extension_rows",
        "list_reopenings",
    ]
    assert [lister.__name__ for one in listed for lister in one.digest] == [
        "read_consults_to_answer",
        "read_contributed",
        "list_clashes",
        "_list_news",
        "read_own_criteria",
        "read_unexplained",
        "read_own_intakes",
        "read_enquiries_due",
        "read_enquiry_news",
        "read_to_confirm",
        "read_takeovers",
        "read_taken_on",
        "read_namings",
        "read_to_agree",
        "read_in_doubt",
        "read_due",
        "read_due_rounds",
        "read_unconfirmed",
        "read_own_reactions",
        "_list_near",
        "_list_in_digest",
        "list_joined",
        "read_referrer_news",
        "read_own_questions",
        "read_undirected",
        "read_departures",
        "read_asked_to_stay",
        "read_asked_over",
        "read_hand_over_news",
        "read_orphans",
        "read_promises",
        "read_added",
        "read_waiting_minutes",
        "list_duty_gaps",
        "list_offers_to_answer",
        "list_duty_changes",
        "read_due_pauses",
        "read_informing",
        "read_signals",
        "read_own_marks",
        "read_merge_wishes",
        "read_renamed",
        "read_told_addresses",
        "read_ending_holds",
        "read_warnings",
        "read_reviews",
        "read_extension_rows",
        "read_outcomes",
        "read_cases_left",
        "read_reopenings",
        "read_vetting",
    ]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("door", DOORS)
def test_the_help_lines_of_a_feature_are_in_its_own_catalogue(door: str, language: Language):
    feature: Feature = importlib.import_module(f"bot.doors.{door}").FEATURE
    own = catalogues_of(language).get(door, ())
    assert {command.help_key for command in feature.commands} <= {one.id for one in own}


def test_a_preview_is_in_the_catalogue_of_who_says_it():
    shared = {one.id for one in catalogues_of(Language.DUTCH)["preview"] if one.id}
    assert shared == {Preview.ANSWER, Preview.SENT_PRIVATELY}
