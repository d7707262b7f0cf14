"""What holds for every page of every dialog of the house."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.features import make_registry
from cards.page import FieldKind
from dialogs.answers import is_text
from dialogs.pages import Field, Page, no_case_yet, no_problems
from domain.draft import Answer
from domain.personal_data import PersonalData

TODAY = date(2026, 2, 9)
DIALOGS = [dialog for feature in make_registry().features for dialog in feature.dialogs]
PAGES = [page for dialog in DIALOGS for page in dialog.pages]
CHECKED = [page for page in PAGES if page.check is not no_problems]


def some_answer(field: Field[object]) -> st.SearchStrategy[Answer]:
    chosen = [choice.value for choice in field.choices] or ["police", "nobody"]
    return {
        FieldKind.TEXT: st.sampled_from(["iets", "KX7-Q42"]),
        FieldKind.LONG_TEXT: st.just("iets"),
        FieldKind.DATE: st.sampled_from([TODAY, date(2020, 1, 1), date(2030, 1, 1)]),
        FieldKind.TYPED_DATE: st.sampled_from([TODAY, date(1999, 3, 5), date(1880, 1, 1)]),
        FieldKind.NUMBER: st.sampled_from([0, 15]),
        FieldKind.YES_NO: st.booleans(),
        FieldKind.CHOICE: st.sampled_from(chosen),
        FieldKind.CHOICES: st.sets(st.sampled_from(chosen), min_size=1).map(tuple),
    }[field.kind]


def some_answers(page: Page[object]) -> st.SearchStrategy[dict[str, Answer]]:
    optional = {field.id: some_answer(field) for field in page.fields if not field.is_required}
    needed = {field.id: some_answer(field) for field in page.fields if field.is_required}
    seen = {"seen": st.just(("police",))}  # asked on no page, compared with what is kept
    return st.fixed_dictionaries(needed, optional=seen | optional)


@pytest.mark.parametrize(
    ("page", "answering"),
    # made once for each page: to make it anew for each example took most of the time
    [(page, some_answers(page)) for page in CHECKED],
    ids=[f"{page.title}:{page.id}" for page in CHECKED],
)
@given(data=st.data())
def test_what_a_check_asks_for_never_says_that_it_may_stay_empty(
    page: Page[object], answering: st.SearchStrategy[dict[str, Answer]], data: st.DataObject
):
    answers = data.draw(answering)
    empty = {field.id: field for field in page.fields if field.id not in answers}
    for name in page.check(answers, TODAY):
        assert name not in empty or empty[name].needed_when, name


def test_every_condition_is_one_of_a_question_that_may_stay_empty():
    fields = [field for page in PAGES for field in page.fields if field.needed_when]
    assert len(fields) > len("some")
    assert not any(field.is_required for field in fields)


def test_only_a_referral_that_has_no_code_yet_names_no_case():
    nameless = {dialog.name for dialog in DIALOGS if dialog.code_of is no_case_yet}
    assert nameless == {"referral", "group_referral"}


def test_a_citizen_number_is_noticed_wherever_somebody_types():
    may_hold = {"link"}
    typed = [field for page in PAGES for field in page.fields if is_text(field)]
    assert {f.id for f in typed if PersonalData.CITIZEN_NUMBER not in f.watches} == may_hold
