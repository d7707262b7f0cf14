"""Codes on the card, names in the window; twelve of them fit on a telephone."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cards.enquiry import (
    draw_enquiries,
    lay_out_enquiries,
    lay_out_grounds,
    lay_out_subject_asked,
    lay_out_subjects,
    list_asked_of_you,
    list_news,
    show_enquiries,
    tell_all_answered,
)
from cards.kit import MOST_BUTTONS, Frame
from cards.page import draw_screen
from cards.words import Text
from domain.access import Action, Ground
from domain.enquiry import DisclosureGround, EnquiryAnswer, EnquiryEnd
from domain.identifiers import CaseCode, CaseId, ContributionId, EnquiryId
from domain.member import Language
from domain.press import Press
from services.enquiry import EnquiriesView, EnquiryView
from services.enquiry_answer import EnquiriesAsked, EnquiryRow, SubjectAsked, SubjectsAsked
from services.enquiry_news import EnquiryNews, EnquiryNewsKind
from services.paging import turn_to
from tests.support.canaries import CANARY
from tests.support.cards import (
    a_kit,
    buttons,
    card_of,
    check_card,
    page_text,
    real_size_kit,
    texts,
    walk,
)
from tests.support.cases import a_case
from tests.support.contributions import SAID as SAID_IN_ONE
from tests.support.contributions import a_contribution
from tests.support.enquiries import an_enquiry

ROW = EnquiryRow(
    id=EnquiryId("one"),
    case=CaseId("case"),
    code=CaseCode("KX7-Q42"),
    due_on=date(2026, 12, 1),
    version=3,
)
SAID = replace(
    ROW,
    id=EnquiryId("two"),
    code=CaseCode("ZP2-H55"),
    answer=EnquiryAnswer.CANNOT_SHARE,
    back_until=datetime(2026, 12, 1, 9, 15, tzinfo=UTC),
)
SUBJECT = SubjectAsked(row=ROW, name=f"Jan {CANARY}", born_on=date(1987, 6, 5))
# what Teams takes
MOST_BYTES = 28_000


def many() -> tuple[EnquiryRow, ...]:
    """Twelve, each with the longest id."""
    return tuple(replace(ROW, id=EnquiryId(f"{number:032}")) for number in range(12))


def test_who_answered_is_thanked_and_who_is_asked_nothing_any_more_only_reads_that():
    (taken_back,) = tell_all_answered(EnquiriesAsked(rows=(SAID,))).lines
    assert taken_back == Text("enquiry.may_take_back")
    nothing = tell_all_answered(EnquiriesAsked(rows=()))
    assert (nothing.title, nothing.lines) == (Text("enquiry.nothing"), ())


def test_a_card_shows_codes_and_days_and_opens_each_name_and_all_of_them():
    card = card_of(draw_enquiries(a_kit(), EnquiriesAsked(rows=(ROW,))))
    assert "KX7-Q42: antwoord uiterlijk dinsdag 1 december 2026" in texts(card)
    assert buttons(card) == {
        "Wie is dit?": Press(verb="enquiry.who", subject="one"),
        "Namen bekijken": Press(verb="enquiry.names"),
    }


def test_once_the_day_passed_it_says_so_and_that_an_answer_still_helps():
    late = replace(ROW, id=EnquiryId("late"), due_on=date(2026, 11, 20), is_late=True)
    (row,) = list_asked_of_you(EnquiriesAsked(rows=(late,))).rows
    assert row.text == Text("enquiry.own_row_late", {"number": 1, "late": 1})
    (row,) = list_asked_of_you(EnquiriesAsked(rows=(late, ROW), left_out=2)).rows
    mixed = {"number": 4, "late": 1, "on": ROW.due_on}
    assert row.text == Text("enquiry.own_row_mixed", mixed)
    card = texts(card_of(draw_enquiries(a_kit(), EnquiriesAsked(rows=(late, ROW)))))
    assert "de dag om te antwoorden (vrijdag 20 november 2026) is voorbij" in card
    assert "antwoord uiterlijk dinsdag 1 december 2026" in card
    page = page_text(lay_out_subject_asked(replace(SUBJECT, row=late)))
    assert "helpt nog" in page
    assert "uiterlijk" not in page


def test_what_was_just_said_can_be_taken_back():
    card = card_of(draw_enquiries(a_kit(), EnquiriesAsked(rows=(SAID,))))
    assert "ZP2-H55: u antwoordde “kan niet delen”." in texts(card)
    back = Press(verb="enquiry.take_back", subject="two", version=3)
    assert buttons(card) == {"Antwoord terugnemen": back}


def test_when_all_is_answered_the_card_names_no_case():
    shown = texts(card_of(draw_enquiries(a_kit(), EnquiriesAsked(rows=()))))
    assert "Er staan geen vragen meer voor u open." in shown
    assert "KX7" not in shown


def test_what_does_not_fit_is_counted():
    shown = texts(card_of(draw_enquiries(a_kit(), EnquiriesAsked(rows=(ROW,), left_out=3))))
    assert "Nog 3 vragen." in shown


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("frame", list(Frame))
def test_twelve_questions_fit_in_what_teams_takes(language: Language, frame: Frame):
    kit = real_size_kit(language, frame)
    rows = many()
    card = card_of(draw_enquiries(kit, EnquiriesAsked(rows=rows)))
    named = [SubjectAsked(row=one, name="J" * 60, born_on=date(1987, 6, 5)) for one in rows]
    page = lay_out_subjects(SubjectsAsked(asked=EnquiriesAsked(rows=rows), subjects=tuple(named)))
    for drawn in (card, check_card(draw_screen(kit, page, frame))):
        assert len(json.dumps(drawn, ensure_ascii=False).encode()) < MOST_BYTES


def test_on_a_telephone_each_text_has_the_whole_width_and_its_button_below_it():
    asked = EnquiriesAsked(rows=(*many(), SAID))
    card = card_of(draw_enquiries(a_kit(), asked))
    subjects = tuple(replace(SUBJECT, row=one) for one in many())
    page = lay_out_subjects(SubjectsAsked(asked=asked, subjects=subjects))
    window = check_card(draw_screen(a_kit(), page, Frame.TASK_MODULE))
    for drawn in (card, window):
        parts = list(walk(drawn))
        assert all(part.get("wrap") for part in parts if part.get("type") == "TextBlock")
        assert "ColumnSet" not in {part.get("type") for part in parts}
        rows = [part["items"] for part in drawn["body"] if part["type"] == "Container"]
        assert len(rows) == 13
        assert {(row[0]["type"], row[-1]["type"]) for row in rows} == {("TextBlock", "ActionSet")}
        assert {len(row[-1]["actions"]) for row in rows} == {1}


def test_the_window_names_all_and_one_press_says_not_known_of_all():
    asked = EnquiriesAsked(rows=(ROW,), mark="mark")
    page = lay_out_subjects(SubjectsAsked(asked=asked, subjects=(SUBJECT,)))
    assert f"Jan {CANARY}" in page_text(page)
    assert page.buttons[0].press == Press(verb="enquiry.nobody_known", subject="mark")
    assert "Niemand bekend" in page_text(page)
    beside = lay_out_subjects(
        SubjectsAsked(asked=EnquiriesAsked(rows=(ROW, SAID)), subjects=(SUBJECT,)), is_changed=True
    )
    assert "Alle overige niet bekend" in page_text(beside)
    assert "Er is niets vastgelegd." in page_text(beside)


def test_of_one_each_answer_is_one_press():
    page = lay_out_subject_asked(replace(SUBJECT, row=replace(ROW, on_behalf_of="Piet")))
    assert [one.press.verb for one in page.buttons] == [
        "enquiry.answer_not_known",
        "enquiry.answer_known",
        "enquiry.answer_involved",
        "enquiry.answer_cannot_share",
        "enquiry.answer_call_me",
        "enquiry.hide",
    ]
    assert {one.press.version for one in page.buttons[:-1]} == {3}
    assert "namens Piet" in page_text(page)
    assert "beroepsgeheim" not in page_text(page)
    assert "beroepsgeheim" in page_text(lay_out_subject_asked(replace(SUBJECT, is_bound=True)))


def test_who_knows_somebody_may_contribute_and_withdraw_that_and_take_the_answer_back():
    row = replace(ROW, answer=EnquiryAnswer.KNOWN, back_until=SAID.back_until)
    may = frozenset({Action.CONTRIBUTE, Action.WITHDRAW_CONTRIBUTION})
    page = lay_out_subject_asked(replace(SUBJECT, row=row, may=may))
    assert [one.press.verb for one in page.buttons] == [
        "contribution.new",
        "contribution.withdraw",
        "enquiry.names",
        "enquiry.take_back_in_window",
        "enquiry.hide",
    ]
    assert len(page.buttons) <= MOST_BUTTONS
    assert "Terugnemen kan een kwartier lang." in page_text(page)
    later = replace(row, back_until=None)
    page = lay_out_subject_asked(replace(SUBJECT, row=later, may=may))
    assert "enquiry.take_back_in_window" not in [one.press.verb for one in page.buttons]
    assert "Terugnemen" not in page_text(page)
    card = card_of(draw_enquiries(a_kit(), EnquiriesAsked(rows=(later,))))
    assert buttons(card) == {"Bekijken": Press(verb="enquiry.who", subject="one")}


@pytest.mark.parametrize("frame", list(Frame))
def test_each_own_contribution_can_be_written_anew_and_what_does_not_fit_is_counted(frame: Frame):
    own = [
        replace(a_contribution(CaseId("case"), ROW_AT), id=ContributionId(f"{n:032}"))
        for n in range(10)
    ]
    may = frozenset({Action.CONTRIBUTE, Action.WITHDRAW_CONTRIBUTION})
    row = replace(ROW, answer=EnquiryAnswer.KNOWN, back_until=SAID.back_until)
    page = lay_out_subject_asked(replace(SUBJECT, row=row, may=may), own)
    presses = [one.change for one in page.parts]
    assert presses == [Press(verb="contribution.again", subject=one.id) for one in own[:8]]
    assert "U droeg meer bij: 2." in page_text(page)
    assert SAID_IN_ONE not in page_text(page)
    check_card(draw_screen(real_size_kit(Language.DUTCH, frame), page, frame))


def test_a_ground_comes_with_the_answer_and_refusing_stays_possible():
    page = lay_out_grounds(ROW, EnquiryAnswer.KNOWN)
    assert [one.press for one in page.buttons[:3]] == [
        Press(verb="enquiry.answer_known", subject=f"one:{ground}", version=3)
        for ground in DisclosureGround
    ]
    assert page.buttons[3].press.verb == "enquiry.answer_cannot_share"
    assert len(page.buttons) <= MOST_BUTTONS


def test_mijn_counts_what_is_open_and_shows_what_was_said():
    part = list_asked_of_you(EnquiriesAsked(rows=(ROW, SAID), left_out=1))
    first, second = part.rows
    assert first.text.parameters == {"number": 2, "on": ROW.due_on}
    assert first.button is not None
    assert first.button.opens_dialog
    assert second.button is not None
    assert second.button.press == Press(verb="enquiry.show")
    assert list_asked_of_you(EnquiriesAsked(rows=())).rows == ()


def a_view(**changes: object) -> EnquiryView:
    usual = {
        "enquiry": an_enquiry(case=CaseId("case")),
        "organisation": "OM",
        "member": "Olga",
        "asked_by": "Ina",
        "why": f"{CANARY} woont daar.",
        "telephone": "000-0000102",
    }
    return EnquiryView(**(usual | changes))


def test_a_coordinator_reads_who_was_asked_why_and_whom_to_call():
    view = EnquiriesView(case=a_case(), enquiries=turn_to([a_view()], 1, 6), may_note=True)
    shown = page_text(lay_out_enquiries(view))
    assert "OM: nog geen antwoord (uiterlijk woensdag 1 december 2027)" in shown
    assert f"{CANARY} woont daar." in shown
    assert "Gevraagd aan Olga door Ina" in shown
    assert "000-0000102" in shown
    assert "De termijn is voorbij." not in shown
    late = EnquiriesView(case=a_case(), enquiries=turn_to([a_view(is_late=True)], 1, 6))
    assert "De termijn is voorbij." in page_text(lay_out_enquiries(late))
    away = a_view(away_until=date(2027, 12, 6))
    absent = page_text(
        lay_out_enquiries(EnquiriesView(case=a_case(), enquiries=turn_to([away], 1, 6)))
    )
    assert "Olga is afwezig tot maandag 6 december 2027" in absent
    nobody = EnquiriesView(case=a_case(), enquiries=turn_to([], 1, 6))
    assert "Er is nog niemand gevraagd." in page_text(lay_out_enquiries(nobody))


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"answer": EnquiryAnswer.CANNOT_SHARE}, "OM antwoordde: kan niet delen"),
        ({"answer": EnquiryAnswer.INVOLVED}, "OM antwoordde: betrokken"),
        ({"end": EnquiryEnd.WITHDRAWN}, "OM: vraag ingetrokken"),
        ({"end": EnquiryEnd.LAPSED}, "OM: geen antwoord, vraag vervallen"),
    ],
)
def test_what_became_of_each_question_is_said_in_a_line(changes: dict[str, object], line: str):
    enquiry = an_enquiry(case=CaseId("case"), **changes)
    (shown,) = show_enquiries([enquiry], lambda _: "OM")
    assert [a_kit().say(one) for one in shown.lines] == [line]
    assert list(show_enquiries([], lambda _: "OM")) == []


def test_beside_other_things_twelve_lines_stand_and_the_rest_is_counted():
    (shown,) = show_enquiries([an_enquiry(case=CaseId("case"))] * 15, lambda _: "OM")
    assert len(shown.lines) == 13
    assert a_kit().say(shown.lines[-1]) == "En nog 3. Die staan bij bevraag."


def test_all_that_can_be_done_fits_below_the_page():
    view = EnquiriesView(
        case=a_case(),
        enquiries=turn_to([a_view()] * 7, 1, 6),
        may_note=True,
        may_ask_again=True,
        may_withdraw=True,
    )
    assert len(lay_out_enquiries(view).buttons) == MOST_BUTTONS


@pytest.mark.parametrize("frame", list(Frame))
def test_a_full_page_of_the_longest_reasons_fits(frame: Frame):
    answered = an_enquiry(
        case=CaseId("case"), answer=EnquiryAnswer.CALL_ME, answered_at=ROW_AT, answered_by="olga"
    )
    views = [a_view(enquiry=answered, why="é" * 300, answered_by="Olga")] * 6
    page = lay_out_enquiries(EnquiriesView(case=a_case(), enquiries=turn_to(views, 1, 6)))
    check_card(draw_screen(real_size_kit(Language.DUTCH, frame), page, frame))


ROW_AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def test_news_says_who_and_goes_to_the_page():
    news = EnquiryNews(
        case=CaseId("case"),
        code=CaseCode("KX7-Q42"),
        kind=EnquiryNewsKind.SILENT,
        ground=Ground.INFORMATION_COORDINATOR,
        organisation="OM",
    )
    (row,) = list_news([news]).rows
    assert a_kit().say(row.text) == "KX7-Q42: OM antwoordde niet op tijd"
    assert row.button is not None
    assert row.button.press == Press(verb="enquiry.open", subject="case:1")
