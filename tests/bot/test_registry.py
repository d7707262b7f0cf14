from collections.abc import Mapping
from typing import Any

import pytest

from bot.doors.features import make_registry
from bot.doors.registry import DoubleEntryError, Registry
from bot.turns.feature import Command, Feature, Group, Posting
from dialogs.screening import SCREENING
from domain.access import Action
from domain.grants import GRANTS
from domain.member import Language, Role
from domain.notice import Carrier, NoticeKind, rule_for
from domain.timer import TimerKind


async def _run(*_: Any) -> Any:
    raise NotImplementedError


def _command(*words: str) -> Command:
    return Command(words=words, action=Action.ASK_HELP, run=_run, help_key="help.line.help")


COLOUR, CASE = _command("kleur", "colour"), _command("casus", "case")
POSTING = Posting(stub=_run, content=_run)
REGISTRY = Registry(
    (
        Feature(commands=(COLOUR,), buttons={"colour.set": _run}),
        Feature(
            commands=(CASE,),
            notices={NoticeKind.OWN_TIMES: _run},
            posts={NoticeKind.AGENDA_POST: POSTING},
            timers={TimerKind.AGENDA: _run},
            jobs=(_run,),
        ),
        Feature(dialogs=(SCREENING,)),
    )
)


@pytest.mark.parametrize(
    ("word", "command"), [("kleur", COLOUR), ("colour", COLOUR), ("case", CASE), ("agenda", None)]
)
def test_a_command_is_found_by_each_of_its_words(word: str, command: Command | None):
    assert REGISTRY.command(word) is command


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("kluer", COLOUR), ("kleuren", COLOUR), ("cassus", CASE), ("xyz", None), ("", None)],
)
def test_the_nearest_word_is_suggested_when_one_is_near(typed: str, meant: Command | None):
    assert REGISTRY.nearest(typed, [COLOUR, CASE]) is meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ik wil een kleur", [COLOUR]),
        ("Kleur! En een casus.", [COLOUR, CASE]),
        ("geef die kleuren eens", [COLOUR]),
        ("de kleuren van een casus", [CASE]),
        ("kluer graag", [COLOUR]),
        ("de klus is klaar", []),
        ("", []),
        (f"{'x ' * 30} casus", []),
    ],
)
def test_a_sentence_is_searched_for_what_it_may_mean(typed: str, meant: list[Command]):
    assert list(REGISTRY.guess(typed, [COLOUR, CASE])) == meant


def test_a_command_that_is_not_for_this_member_is_not_suggested():
    assert REGISTRY.nearest("kluer", [CASE]) is None


def test_a_button_and_a_notice_belong_to_one_feature():
    assert REGISTRY.button("colour.set") is _run
    assert REGISTRY.button("colour.unset") is None
    assert REGISTRY.notice(NoticeKind.OWN_TIMES) is _run
    assert REGISTRY.notice(NoticeKind.INVITATION) is None
    assert REGISTRY.timers() == {TimerKind.AGENDA: _run}
    assert list(REGISTRY.jobs()) == [_run]


@pytest.mark.parametrize(
    "doubled",
    [
        {"commands": (_command("kleur"),)},
        {"buttons": {"colour.set": _run}},
        {"notices": {NoticeKind.OWN_TIMES: _run}},
        {"posts": {NoticeKind.AGENDA_POST: POSTING}},
        {"notices": {NoticeKind.AGENDA_POST: _run}},
        {"posts": {NoticeKind.OWN_TIMES: POSTING}},
        {"mails": {NoticeKind.OWN_TIMES: _run}},
        {"timers": {TimerKind.AGENDA: _run}},
        {"dialogs": (SCREENING,)},
    ],
)
def test_two_features_cannot_claim_the_same_door(doubled: Mapping[str, Any]):
    with pytest.raises(DoubleEntryError, match="claimed twice"):
        Registry((*REGISTRY.features, Feature(**doubled)))


def test_no_private_notice_is_posted_and_no_post_sent_privately():
    assert REGISTRY.notice(NoticeKind.AGENDA_POST) is None
    assert REGISTRY.posting(NoticeKind.AGENDA_POST) is POSTING
    assert REGISTRY.posting(NoticeKind.OWN_TIMES) is None


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_of_notice_can_be_rendered(kind: NoticeKind):
    registry = make_registry()
    assert (registry.notice(kind) or registry.posting(kind) or registry.mail(kind)) is not None


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_what_goes_by_mail_is_written_as_a_mail_and_nothing_else_is(kind: NoticeKind):
    is_mail = rule_for(kind).carrier is Carrier.MAIL
    assert (make_registry().mail(kind) is not None) is is_mail


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            Language.DUTCH,
            (
                "aanmelden mijn casus acuut ruimte afwezig postvak bevraag weeg kleur lijst agenda "
                "overleg cijfers dienst oefening pauzeer terug bewaartermijnen sluit heropen "
                "overdragen sparren signaal"
            ),
        ),
        (
            Language.ENGLISH,
            (
                "refer my case acute room away inbox enquire weigh colour list agenda meeting "
                "figures duty drill pause return retention close reopen handover consult "
                "signal"
            ),
        ),
    ],
)
def test_every_word_that_help_tells_is_of_the_readers_own_language(language: Language, words: str):
    told = {command.word_in(language) for command in make_registry().commands()}
    assert told == {*words.split(), "help"}


def test_what_coordinators_and_partners_do_every_day_stands_first_in_help():
    daily = {command.words[0] for command in make_registry().commands() if command.is_daily}
    assert daily == {"mijn", "casus", "postvak", "lijst", "agenda", "overleg"}


def test_where_others_read_along_help_lists_nothing_that_tells_who_coordinates():
    listed = [one for one in make_registry().commands() if one.group is Group.EVERYONE]
    for_all = [one for one in listed if not one.is_for_groups]
    for command in for_all:
        may = {role for grant in GRANTS[command.action] for role in grant.roles}
        assert Role.PROFESSIONAL in may, command.words
