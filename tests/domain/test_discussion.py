from datetime import UTC, date, datetime, timedelta

import pytest

from domain.agreement import Signature
from domain.discussion import (
    DiscussionText,
    Fact,
    ReviewNotAheadError,
    ReviewTooFarError,
    form_discussion,
    join_texts,
    read_facts,
    require_review,
)
from domain.identifiers import CaseId, MeetingId, MemberId, OrganisationId

TODAY = date(2026, 2, 12)
WEEK = timedelta(weeks=1)
SIGNED = Signature(
    by=MemberId("noor"),
    organisation=OrganisationId("city"),
    at=datetime(2026, 2, 12, 9, 0, tzinfo=UTC),
    on=TODAY,
)


@pytest.mark.parametrize("review_on", [TODAY + timedelta(days=1), TODAY + 3 * WEEK])
def test_a_review_is_ahead_and_within_three_terms(review_on: date):
    require_review(review_on, TODAY, WEEK)


def test_a_review_today_or_before_is_refused():
    for review_on in (TODAY, TODAY - WEEK):
        with pytest.raises(ReviewNotAheadError):
            require_review(review_on, TODAY, WEEK)


def test_a_review_beyond_three_terms_is_refused_with_how_many_weeks_it_may_be():
    with pytest.raises(ReviewTooFarError) as refused:
        require_review(TODAY + 3 * WEEK + timedelta(days=1), TODAY, WEEK)
    assert refused.value.parameters == {"weeks": 3}


@pytest.mark.parametrize(
    ("kept", "own", "joined"),
    [
        ("van Noor", "van Dirk", "van Noor\n\nvan Dirk"),
        ("van Noor", "", "van Noor"),
        ("", "van Dirk", "van Dirk"),
        ("van Noor", "van Noor, langer", "van Noor, langer"),
        ("van Noor, langer", "van Noor", "van Noor, langer"),
        ("", "", ""),
    ],
)
def test_of_two_texts_nothing_is_lost_and_nothing_stands_there_twice(
    kept: str, own: str, joined: str
):
    assert join_texts(kept, own) == joined


def test_blank_text_is_no_text_and_who_saved_it_is_known():
    text = DiscussionText(picture="  rustig ", judgement=" ")
    said = form_discussion(CaseId("case"), MeetingId("meeting"), text, 2, SIGNED)
    assert (said.text.picture, said.text.judgement) == ("rustig", "")
    assert (said.number, said.written_by, said.written_at) == (2, "noor", SIGNED.at)


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("Politie: is aangehouden", Fact(source="Politie", what="is aangehouden")),
        (" moeder : om 9:30 gebeld ", Fact(source="moeder", what="om 9:30 gebeld")),
        ("is om 9:30 gezien", Fact(source="", what="is om 9:30 gezien")),
        ("9:30 gezien", Fact(source="", what="9:30 gezien")),
        ("Politie:", Fact(source="", what="Politie:")),
        ("is weg", Fact(source="", what="is weg")),
        (f"{'x' * 61}: y", Fact(source="", what=f"{'x' * 61}: y")),
    ],
)
def test_a_fact_has_its_source_before_a_colon_or_none(line: str, fact: Fact):
    assert read_facts(f"\n{line}\n\n") == (fact,)
