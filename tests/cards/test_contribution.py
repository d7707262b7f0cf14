"""A contribution with its conditions beside it, and on lists never what it says."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cards.contribution import (
    MARK_CONTRIBUTION,
    WRITE_AGAIN,
    fit_contributions,
    lay_out_contributions,
    list_contributed,
    show_briefly,
    show_contributions,
)
from domain.access import Action
from domain.contribution import Conditions, MeantFor
from domain.contribution_access import ContributionAccess, ContributionReason, ContributionShown
from domain.identifiers import CaseCode, CaseId, ContributionId
from services.contribution_reading import ContributionView
from services.contribution_rows import ContributionRow
from tests.support.canaries import CANARY
from tests.support.cards import a_kit
from tests.support.contributions import SAID, STRICT, a_contribution_view

AT = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)


def read(view: ContributionView) -> list[str]:
    (shown,) = show_contributions([view])
    kit = a_kit()
    return [
        kit.say(shown.label),
        *(one if isinstance(one, str) else kit.say(one) for one in shown.lines),
    ]


def shown_as(how: ContributionShown, reason: ContributionReason) -> ContributionView:
    view = a_contribution_view()
    access = ContributionAccess(shown=how, reason=reason)
    return replace(view, shown=replace(view.shown, access=access))


def test_each_condition_stands_beside_the_text():
    assert read(a_contribution_view()) == [
        "Bijdrage van GGZ Rivierstad, maandag 9 februari 2026, 10:00",
        "Feit. Politiegegevens (alleen artikel 8 en 13 Wpg)",
        "Overlast, criminaliteit of onveiligheid",
        SAID,
        "De betrokkene gaf uitdrukkelijk toestemming",
        "Artikel 8: het dagelijkse werk van de politie. Bron: Mutatie, mei.",
        "Voorwaarde: alleen voor de coördinatoren en gemeente, politie, wijkteam.",
        "Voorwaarde: alleen mondeling vertellen.",
        "Voorwaarde: dit blijft hier. Neem het niet over in een verslag.",
        "Voorwaarde: te lezen tot en met donderdag 31 december 2026.",
    ]


def test_without_conditions_none_is_named():
    bare = a_contribution_view(conditions=Conditions(), criterion=None)
    assert not [one for one in read(bare) if "Voorwaarde" in one]
    inside = a_contribution_view(conditions=Conditions(meant_for=MeantFor.COORDINATORS))
    assert "Voorwaarde: alleen voor de coördinatoren." in read(inside)


@pytest.mark.parametrize(
    ("how", "reason", "line"),
    [
        (ContributionShown.ORAL, ContributionReason.ONLY_ORAL, "alleen mondeling. Vraag het"),
        (ContributionShown.SUPPLIER, ContributionReason.ONLY_REFERRED, "heeft iets bijgedragen"),
        (ContributionShown.WITHDRAWN, ContributionReason.WITHDRAWN, "De tekst is vernietigd."),
    ],
)
def test_what_shows_only_in_part_says_so_and_nothing_of_the_text(
    how: ContributionShown, reason: ContributionReason, line: str
):
    label, *lines = read(shown_as(how, reason))
    assert "GGZ Rivierstad" in label
    assert len(lines) == 1
    assert line in lines[0]


def test_one_changes_their_own_and_calls_that_of_another_incorrect():
    others, own = (
        shown_as(ContributionShown.TEXT, reason)
        for reason in (ContributionReason.INVOLVED, ContributionReason.OWN)
    )
    shown, parts = lay_out_contributions([others, own], {Action.CONTRIBUTE})
    assert shown == ()
    assert [one.change.verb for one in parts] == [MARK_CONTRIBUTION, WRITE_AGAIN]
    _, (later,) = lay_out_contributions([own], ())
    assert later.change.verb == MARK_CONTRIBUTION


def test_an_earlier_version_stands_below_the_newest_and_alone_when_that_is_on_another_page():
    newest = shown_as(ContributionShown.TEXT, ContributionReason.COORDINATES)
    before = replace(newest, shown=replace(newest.shown, is_newest=False))
    shown, (part,) = lay_out_contributions([newest, before], ())
    assert shown == ()
    assert [one.label.key for one in part.shown] == ["contribution.what", "contribution.by_before"]
    (alone,), parts = lay_out_contributions([before], ())
    assert (alone.label.key, parts) == ("contribution.by_before", ())


def test_beside_something_else_as_many_stand_as_fit_and_how_many_more_there_are():
    views = [numbered(number) for number in range(6)]
    fitting = fit_contributions(views, (), 4000)
    assert 0 < len(fitting) < len(views)
    # what came last goes first
    assert fitting[0].told.number == 5
    *_, more = show_briefly(views, fitting)
    assert more.label.parameters == {"number": len(views) - len(fitting)}
    assert fit_contributions(views, (), 10**6) == sorted(
        views, key=lambda one: one.told.changed_at, reverse=True
    )


def numbered(number: int) -> ContributionView:
    view = a_contribution_view("x" * 900, conditions=STRICT)
    told = replace(
        view.told,
        id=ContributionId(f"told-{number}"),
        number=number,
        written_at=AT.replace(minute=number),
    )
    return replace(view, shown=replace(view.shown, contribution=told))


def test_a_long_text_is_shortened_beside_something_else_and_says_where_the_rest_is():
    view = numbered(1)
    (shown,) = show_briefly([view], [view])
    typed = [one for one in shown.lines if isinstance(one, str)]
    assert typed == ["x" * 300 + " […]"]


def test_a_list_names_code_and_organisation_and_never_what_was_said():
    row = ContributionRow(
        case=CaseId("case-1"),
        code=CaseCode("KX7-Q42"),
        organisation="GGZ Rivierstad",
        changed_at=AT,
        is_withdrawn=True,
    )
    came, gone = list_contributed([replace(row, is_withdrawn=False), row]).rows
    kit = a_kit()
    assert kit.say(came.text) == (
        "KX7-Q42: GGZ Rivierstad heeft iets bijgedragen, maandag 9 februari 2026, 10:00"
    )
    assert "is ingetrokken" in kit.say(gone.text)
    assert CANARY not in kit.say(came.text) + kit.say(gone.text)
