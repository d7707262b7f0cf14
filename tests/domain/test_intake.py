"""A full intake may stay incomplete; what it lacks is told exactly, and nobody else is kept."""

from dataclasses import fields, replace

import pytest

from domain.intake import (
    CloseContact,
    ContactHalfToldError,
    HasAny,
    Intake,
    IntakeGap,
    IntakeGapReason,
    IntakePart,
    IntakeUrgency,
    LifeDomain,
    LifeDomainSaid,
    Playing,
    Relation,
    SafeContact,
    check_intake,
    find_intake_gaps,
)
from tests.support.intakes import FULL, MOTHER


def gaps(intake: Intake, *, is_informing_told: bool = True) -> list[tuple[str, str]]:
    found = find_intake_gaps(intake, is_informing_told=is_informing_told)
    return [(one.part.value, one.reason.value) for one in found]


def test_an_intake_that_tells_all_lacks_nothing():
    assert gaps(FULL) == []


def test_an_empty_intake_lacks_each_part_and_each_life_domain_in_the_order_of_its_pages():
    assert gaps(Intake(), is_informing_told=False) == [
        ("contacts", "no_answer"),
        *[("domains", "no_answer")] * len(LifeDomain),
        ("tried", "not_tried"),
        ("tried", "not_stuck"),
        ("informed", "not_informed"),
        ("household", "no_answer"),
        ("household", "no_municipality"),
        ("safe_contact", "no_way"),
        ("urgency", "no_answer"),
    ]


@pytest.mark.parametrize(
    ("intake", "gap"),
    [
        (replace(FULL, contacts=()), ("contacts", "no_contact")),
        (replace(FULL, minors=HasAny.YES), ("household", "no_minors_told")),
        (replace(FULL, urgency_told=" "), ("urgency", "no_urgency_told")),
        (
            replace(FULL, urgency=IntakeUrgency.ACUTE, urgency_told=""),
            ("urgency", "no_urgency_told"),
        ),
        (replace(FULL, safe_contact=SafeContact(through="zus")), ("safe_contact", "no_way")),
        (replace(FULL, municipality=""), ("household", "no_municipality")),
        (replace(FULL, tried=""), ("tried", "not_tried")),
        (replace(FULL, stuck=""), ("tried", "not_stuck")),
    ],
)
def test_what_is_lacking_is_told_with_its_reason(intake: Intake, gap: tuple[str, str]):
    assert gaps(intake) == [gap]


def test_what_plays_in_a_life_domain_is_told_in_words():
    plays = LifeDomainSaid(domain=LifeDomain.FINANCES, playing=Playing.PLAYS)
    others = tuple(one for one in FULL.domains if one.domain is not LifeDomain.FINANCES)
    found = find_intake_gaps(replace(FULL, domains=(plays, *others)), is_informing_told=True)
    assert found == (
        IntakeGap(
            part=IntakePart.DOMAINS, reason=IntakeGapReason.NO_WORDS, domain=LifeDomain.FINANCES
        ),
    )


@pytest.mark.parametrize(
    "intake",
    [
        replace(FULL, has_contacts=HasAny.UNKNOWN, contacts=()),
        replace(FULL, has_contacts=HasAny.NO, contacts=()),
        replace(FULL, minors=HasAny.UNKNOWN),
        replace(FULL, urgency=IntakeUrgency.IN_ITS_TURN, urgency_told=""),
    ],
)
def test_that_something_is_not_known_or_not_so_is_an_answer(intake: Intake):
    assert gaps(intake) == []


def test_of_who_is_close_name_and_relevance_are_told_or_nothing():
    for half in (replace(MOTHER, name=" "), replace(MOTHER, relevance="")):
        with pytest.raises(ContactHalfToldError):
            check_intake(replace(FULL, contacts=(half,)))
    assert check_intake(FULL) == FULL


def test_of_others_only_family_and_direct_contacts_are_told_each_with_their_relation():
    assert {one.name for one in fields(CloseContact)} == {"name", "relation", "relevance"}
    assert {one.value for one in Relation} == {
        *("partner", "former_partner", "parent", "step_parent", "child", "sibling"),
        *("grandparent", "other_family", "housemate", "friend", "neighbour"),
    }


def test_nobody_is_kept_of_whom_it_was_said_that_there_is_nobody():
    kept = check_intake(replace(FULL, has_contacts=HasAny.NO))
    assert kept.contacts == ()
