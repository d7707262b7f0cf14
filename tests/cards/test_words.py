import string
from collections.abc import Iterable
from enum import StrEnum

import pytest
from babel.messages.catalog import Message

from cards.messages import Preview
from cards.words import MissingTextError, Words
from domain.access import CaseState
from domain.member import Language
from domain.notice import NoticeKind
from domain.personal_data import PersonalData
from domain.referral import Aim, Criterion, Fulfilment
from domain.stoplight import Colour
from tests.support.catalogues import catalogues_of, composed_keys, named_keys, said_keys

# words that are the same in both languages, or hold nothing but what is filled in
SAME = {
    "absence.of",
    "acute.emergency",
    "acute.name_number",
    "agenda.line",
    "agenda.line_turn",
    "agenda.misfits_of_colour",
    "agenda.own_line",
    "agenda.own_row",
    "agenda.own_row_placed",
    "agenda_proposal.change",
    "agenda_wish.other",
    "case_export.field",
    "command_line.end",
    "caselist.count",
    "caselist.count_mark",
    "caselist.marks",
    "caselist.word",
    "caselist.word_chosen",
    "caselist.summary",
    "enquiry.subject",
    "figures.organisation",
    "confirmation.question",
    "contribution.named",
    "contribution.what",
    "dialog.value",
    "drill.partner",
    "group_referral.below",
    "group_referral.person",
    "help.button",
    "help.line",
    "intake.gap",
    "joining.and_then",
    "local.name",
    "minutes.fact",
    "overview.case",
    "overview.coloured_case",
    "meeting_run.line",
    "meeting_run.line_moved",
    "meeting_run.start_button",
    "meeting_run.the_clock",
    "paper.minutes",
}


def texts(language: Language) -> dict[str, Message]:
    """All messages of a language by key."""
    catalogues = catalogues_of(language).values()
    return {_key(message): message for one in catalogues for message in one if message.id}


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _parameters(message: Message) -> set[str]:
    parts = (part for form in _forms(message) for part in string.Formatter().parse(form))
    return {name for _, name, _, _ in parts if name}


DUTCH, ENGLISH = texts(Language.DUTCH), texts(Language.ENGLISH)


def test_both_languages_have_the_same_catalogues_and_keys():
    assert list(catalogues_of(Language.DUTCH)) == list(catalogues_of(Language.ENGLISH))
    assert set(DUTCH) == set(ENGLISH)


def test_a_text_fills_in_the_same_in_both_languages():
    differing = [key for key in DUTCH if _parameters(DUTCH[key]) != _parameters(ENGLISH[key])]
    assert differing == []


def test_a_text_that_counts_counts_in_both_languages():
    differing = [key for key in DUTCH if len(_forms(DUTCH[key])) != len(_forms(ENGLISH[key]))]
    assert differing == []


def test_no_text_is_empty():
    every = [(key, form) for one in (DUTCH, ENGLISH) for key in one for form in _forms(one[key])]
    assert [key for key, form in every if not form.strip()] == []


def test_english_is_no_copy_of_dutch():
    copied = {key for key in DUTCH if _forms(DUTCH[key]) == _forms(ENGLISH[key])}
    assert copied - SAME == set()


def test_every_text_the_code_says_exists():
    assert said_keys() - set(DUTCH) == set()


def test_every_text_in_the_catalogues_is_said_somewhere():
    named, composed = named_keys(), composed_keys()
    unused = [key for key in DUTCH if key not in named]
    assert [key for key in unused if not any(one.fullmatch(key) for one in composed)] == []


@pytest.mark.parametrize(
    ("beginning", "members"),
    [
        ("", Preview),
        ("delivery.kind.", NoticeKind),
        ("aim.", Aim),
        ("case_state.", CaseState),
        ("colour.", Colour),
        ("criterion.", Criterion),
        ("dialog.warns_", PersonalData),
        ("fulfilment.", Fulfilment),
        ("paper.about_", Criterion),
        ("referral.explain_", Criterion),
    ],
)
def test_every_member_of_an_enum_that_is_said_has_its_text(
    beginning: str, members: Iterable[StrEnum]
):
    assert [member for member in members if f"{beginning}{member}" not in DUTCH] == []


def test_a_key_without_a_text_is_an_error_and_not_shown():
    with pytest.raises(MissingTextError, match="no nl text"):
        Words(Language.DUTCH)("nothing.like_this")


def test_a_parameter_that_lacks_is_an_error():
    with pytest.raises(KeyError):
        Words(Language.DUTCH)("case.title")


def test_what_is_filled_in_is_never_read_as_a_text_itself():
    assert Words(Language.DUTCH)("case.title", code="{x}") == "Casus {x}"
