"""What an answer does, how long it can be taken back, and who can be asked again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.case import Case
from domain.enquiry import (
    ANSWER_BACK_WITHIN,
    AskedTwiceError,
    DisclosureGround,
    Enquiry,
    EnquiryAnswer,
    EnquiryEnd,
    EnquiryOverError,
    NoDisclosureGroundError,
    NoReasonToAskError,
    NotToAskAgainError,
    PartnerToAsk,
    TooLateToTakeBackError,
    answer_enquiry,
    ask_again,
    check_wishes,
    end_enquiry,
    may_be_asked,
    take_back_answer,
)
from domain.identifiers import MemberId, OrganisationId
from domain.member import Organisation, OrganisationType, Speaker
from tests.support.cases import a_case
from tests.support.enquiries import an_enquiry

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OLGA = MemberId("olga")
OM = OrganisationId("om")
ASKED = an_enquiry(case="case")
COLLEAGUE = Speaker(id=MemberId("otto"), name="Otto", organisation=OM)
A = EnquiryAnswer


def said(answer: EnquiryAnswer) -> Enquiry:
    return answer_enquiry(ASKED, answer, None, OLGA, AT, is_bound=False)


def test_who_is_silent_may_read_the_name_and_is_waited_for():
    assert (ASKED.is_silent, ASKED.is_unsettled, ASKED.tells_subject) == (True, True, True)


@pytest.mark.parametrize(
    ("answer", "is_unsettled", "tells_subject"),
    [
        (A.NOT_KNOWN, False, False),
        (A.KNOWN, False, True),
        (A.INVOLVED, False, True),
        (A.CANNOT_SHARE, False, False),
        (A.CALL_ME, True, True),
    ],
)
def test_what_each_answer_does(answer: EnquiryAnswer, is_unsettled: bool, tells_subject: bool):
    answered = said(answer)
    assert (answered.answer, answered.answered_by, answered.answered_at) == (answer, OLGA, AT)
    assert (answered.is_unsettled, answered.tells_subject) == (is_unsettled, tells_subject)
    assert not answered.is_silent
    assert not answered.is_late(date(2028, 1, 1))


@pytest.mark.parametrize("answer", list(A))
def test_only_who_tells_something_and_is_bound_says_on_what_ground(answer: EnquiryAnswer):
    ground = DisclosureGround.BY_LAW
    kept = answer_enquiry(ASKED, answer, ground, OLGA, AT, is_bound=True)
    assert (kept.ground is ground) is (answer in {A.KNOWN, A.INVOLVED})
    assert answer_enquiry(ASKED, answer, ground, OLGA, AT, is_bound=False).ground is None
    if answer in {A.KNOWN, A.INVOLVED}:
        with pytest.raises(NoDisclosureGroundError):
            answer_enquiry(ASKED, answer, None, OLGA, AT, is_bound=True)


def test_an_enquiry_is_late_on_the_day_after_its_last():
    assert not ASKED.is_late(ASKED.due_on)
    assert ASKED.is_late(ASKED.due_on + timedelta(days=1))


def test_what_is_over_gives_nothing_and_changes_no_more():
    over = end_enquiry(ASKED, EnquiryEnd.LAPSED, AT)
    assert (over.is_silent, over.is_unsettled, over.tells_subject) == (False, False, False)
    assert not over.is_late(date(2028, 1, 1))
    with pytest.raises(EnquiryOverError):
        answer_enquiry(over, A.KNOWN, None, OLGA, AT, is_bound=False)
    with pytest.raises(EnquiryOverError):
        end_enquiry(over, EnquiryEnd.WITHDRAWN, AT)
    answered = end_enquiry(said(A.KNOWN), EnquiryEnd.LAPSED, AT)
    with pytest.raises(TooLateToTakeBackError):
        take_back_answer(answered, AT)


@pytest.mark.parametrize("answer", list(A))
def test_within_a_quarter_of_an_hour_it_is_as_if_nothing_was_said(answer: EnquiryAnswer):
    last = AT + ANSWER_BACK_WITHIN - timedelta(seconds=1)
    assert take_back_answer(said(answer), last) == ASKED
    with pytest.raises(TooLateToTakeBackError):
        take_back_answer(said(answer), AT + ANSWER_BACK_WITHIN)
    with pytest.raises(TooLateToTakeBackError):
        take_back_answer(ASKED, AT)


@pytest.mark.parametrize("answer", list(A))
def test_only_who_said_not_to_know_somebody_is_asked_again(answer: EnquiryAnswer):
    due_on = date(2027, 12, 9)
    if answer is not A.NOT_KNOWN:
        with pytest.raises(NotToAskAgainError):
            ask_again(said(answer), COLLEAGUE, MemberId("cora"), AT, due_on)
        return
    again = ask_again(said(answer), COLLEAGUE, MemberId("cora"), AT, due_on)
    anew = replace(ASKED, member=COLLEAGUE.id, asked_by="cora", asked_at=AT, due_on=due_on)
    assert again == anew


def test_each_partner_has_a_reason_and_is_named_once():
    one = PartnerToAsk(organisation=OM, why="Kent haar.")
    check_wishes([one])
    for wishes, error in (
        ([], NoReasonToAskError),
        ([replace(one, why=" ")], NoReasonToAskError),
        ([one, one], AskedTwiceError),
    ):
        with pytest.raises(error):
            check_wishes(wishes)


@pytest.mark.parametrize(
    ("type_", "is_referrer", "seated", "may"),
    [
        (OrganisationType.PUBLIC_PARTICIPANT, False, (), True),
        (OrganisationType.PRIVATE_PARTICIPANT, False, (), True),
        (OrganisationType.THIRD_PARTY, False, (), False),
        (OrganisationType.PUBLIC_PARTICIPANT, True, (), False),
        (OrganisationType.PUBLIC_PARTICIPANT, False, (OM,), False),
    ],
)
def test_who_can_be_asked(
    type_: OrganisationType, is_referrer: bool, seated: tuple[OrganisationId, ...], may: bool
):
    case: Case = a_case()
    case = replace(case, referring_organisation=OM) if is_referrer else case
    partner = Organisation(id=OM, name="OM", type=type_)
    assert may_be_asked(case, partner, seated) is may
