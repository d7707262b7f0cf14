"""A referral read beside the questions about it: the story, never the identity."""

from collections.abc import Iterator

from cards.incorrect import fit_marks, tell_marks
from cards.page import ShownView
from cards.same_person import show_alike
from cards.words import Text
from domain.incorrect import StatementPart
from domain.intake import Intake
from domain.referral import Criterion, Referral
from services.referral_views import ReferralView


def show_story(view: ReferralView) -> tuple[ShownView, ...]:
    """Show a whole referral, without the identity; first which other cases may be about the same
    person.
    """
    return (*show_alike(view.alike), *show_told(view))


def show_told(view: ReferralView) -> tuple[ShownView, ...]:
    """Show what a referral says, without the identity."""
    referral = view.referral
    sender = {"name": view.referrer, "organisation": view.organisation}
    return (
        ShownView(
            label=Text("case.title", {"code": view.case.code}),
            lines=(
                Text("judging.referred_by", sender),
                *_added(view),
                *_merged(view),
                *_told_in_full(view),
                *_marked(view, StatementPart.WHO),
            ),
        ),
        ShownView(
            label=Text("referral.why_now"),
            lines=(referral.why_now, *_marked(view, StatementPart.WHY_NOW)),
        ),
        ShownView(
            label=Text("referral.aim"),
            lines=(
                Text(f"aim.{referral.aim}"),
                referral.question,
                *_marked(view, StatementPart.AIM),
            ),
        ),
        *(show_criterion(view, criterion) for criterion in Criterion),
        ShownView(
            label=Text("referral.partners"), lines=view.partners or (Text("judging.no_partners"),)
        ),
    )


def _added(view: ReferralView) -> tuple[Text, ...]:
    """Say that something changed since it came in: what it said before is in the case's page."""
    if view.added_at is None:
        return ()
    renamed = (Text("added_facts.renamed"),) if view.is_renamed else ()
    return (Text("judging.added_to", {"at": view.added_at}), *renamed)


def _merged(view: ReferralView) -> tuple[Text, ...]:
    """Say that another told something too: that is read on the case's page."""
    return (Text("merging.told_too"),) if view.has_merged else ()


def _told_in_full(view: ReferralView) -> tuple[Text, ...]:
    """Say that there is a full intake: that is read on the case's page."""
    return (Text("intake.told_too"),) if view.referral.intake != Intake() else ()


def show_criterion(view: ReferralView, criterion: Criterion) -> ShownView:
    """Show what the referrer said about one criterion, and what is called incorrect of it."""
    marked = _marked(view, StatementPart(criterion.value))
    lines = (*_said(view.referral, criterion), *marked)
    return ShownView(label=Text(f"criterion.{criterion}"), lines=lines)


def _marked(view: ReferralView, part: StatementPart) -> tuple[Text, ...]:
    return tell_marks(fit_marks(view.marks), part, lambda one: view.names.get(one, one))


def _said(referral: Referral, criterion: Criterion) -> Iterator[Text | str]:
    given = referral.explained(criterion)
    if given is None:
        yield Text("judging.not_explained")
        return
    yield Text(f"fulfilment.{given.fulfilment}")
    yield given.explanation
