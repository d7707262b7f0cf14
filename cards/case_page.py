"""The page of a case, leaf by leaf, to be read in a window."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, assert_never

from cards.agreed_action import show_action
from cards.case_weighing import judge_criterion, show_weighing_leaf, tell_agreed
from cards.confirmation import NOTE_CONFIRMATION
from cards.contribution import lay_out_contributions, offer_contributing, show_contributions
from cards.enquiry import show_enquiries
from cards.incorrect import MARK_INCORRECT, fit_marks, offer_marking, tell_marks
from cards.intake import offer_intake, show_intake_leaf
from cards.known_check import show_known_checks
from cards.linked_case import UNLINK_CASES, show_links
from cards.page import ButtonView, PageView, PartView, ShownView
from cards.plan_of_action import show_chosen
from cards.referral import HIDE, tell_birth, write_name
from cards.words import Text, Value
from domain.agreed_action import AgreedAction
from domain.case_circle import RecordedPlace
from domain.case_page import CaseLeaf
from domain.colour import ColourDecision
from domain.identifiers import CaseId
from domain.incorrect import StatementPart
from domain.known_check import KnownCheck
from domain.press import Press
from domain.referral import Criterion, ExplainedCriterion, ReferralVersion
from services.case_leaves import (
    CasePageView,
    CircleLeaf,
    ColourLeaf,
    ContributionsLeaf,
    ElsewhereLeaf,
    IntakeLeaf,
    PlanLeaf,
    WeighingLeaf,
    WhyLeaf,
)
from services.contribution_reading import ContributionView
from services.paging import Pages

READ_CASE_PAGE: Final = "case_page.read"
COPY_CASE: Final = "case_export.copy"
# Teams shows no more below a card
_MOST_BUTTONS: Final = 6

Lines = tuple[Text | str, ...]
_AnyPages = (
    Pages[ReferralVersion]
    | Pages[ContributionView]
    | Pages[ColourDecision]
    | Pages[RecordedPlace]
    | Pages[AgreedAction]
    | Pages[KnownCheck]
)


def press_leaf(case_id: CaseId, at: CaseLeaf, number: int = 1) -> Press:
    """Ask for a leaf of the page of a case."""
    return Press(verb=READ_CASE_PAGE, subject=f"{case_id}:{at}:{number}")


def press_copy(case_id: CaseId, number: int = 1) -> Press:
    """Ask for a case to copy, screen by screen when one does not hold it."""
    return Press(verb=COPY_CASE, subject=f"{case_id}:{number}")


def read_leaf(press: Press) -> tuple[CaseId, CaseLeaf, int]:
    """Read which leaf is asked for; from the card of a case the first."""
    case_id, _, place = press.subject.partition(":")
    at, _, number = place.partition(":")
    return CaseId(case_id), CaseLeaf(at or CaseLeaf.WHY), int(number or 1)


def lay_out_case_page(view: CasePageView) -> PageView:
    """Lay out one leaf, with the way to the others."""
    pages = _pages_of(view)
    shown, parts = _lay_out_leaf(view)
    return PageView(
        title=Text(f"case_page.title_{view.at}", {"code": view.case.code}),
        step=_place(pages),
        shown=shown,
        parts=parts,
        buttons=_buttons(view, pages),
        reopen=press_leaf(view.case.id, view.at, pages.number if pages else 1),
    )


def _lay_out_leaf(view: CasePageView) -> tuple[tuple[ShownView, ...], tuple[PartView, ...]]:
    """What stands on a leaf, and apart what can be done something about."""
    if isinstance(view.leaf, ContributionsLeaf) and view.leaf.contributions.length:
        return lay_out_contributions(view.leaf.contributions.items, view.leaf.may)
    return tuple(show_leaf(view)), ()


def _pages_of(view: CasePageView) -> _AnyPages | None:
    match view.leaf:
        case WhyLeaf(versions=pages) | IntakeLeaf(versions=pages) | ColourLeaf(decisions=pages):
            return pages
        case ContributionsLeaf(contributions=pages):
            return pages
        case CircleLeaf(places=pages) | PlanLeaf(actions=pages):
            return pages
        case ElsewhereLeaf(checks=pages):
            return pages
        case WeighingLeaf():
            return None


def _place(pages: _AnyPages | None) -> Text | None:
    if pages is None or pages.total == 1:
        return None
    return Text("case_page.place", {"number": pages.number, "total": pages.total})


def _buttons(view: CasePageView, pages: _AnyPages | None) -> tuple[ButtonView, ...]:
    """What comes next first, and then round; a leaf of several pages turns round too."""
    here = view.leaves.index(view.at)
    others = (*view.leaves[here + 1 :], *view.leaves[:here])
    more = []
    if pages and pages.total > 1:
        following = pages.number % pages.total + 1
        press = press_leaf(view.case.id, view.at, following)
        more = [ButtonView(key="case_page.turn", press=press)]
    hide = ButtonView(key="case.hide_button", press=Press(verb=HIDE, subject=view.case.id))
    below = [*_offer_to_unlink(view), *_offer_to_note(view), hide]
    if view.at is CaseLeaf.WHY:
        below.append(offer_marking(MARK_INCORRECT, view.case.id))
    elif isinstance(view.leaf, ContributionsLeaf):
        below = [*offer_contributing(view.case.id, view.leaf.may), *below]
    elif isinstance(view.leaf, IntakeLeaf):
        below = [*offer_intake(view.leaf, view.case.id), *below]
    elif view.may_export:
        below.append(ButtonView(key="case_export.copy_button", press=press_copy(view.case.id)))
    # what does not fit is found from the next leaf
    room = _MOST_BUTTONS - len(more) - len(below)
    turns = [
        ButtonView(key=f"case_page.button_{leaf}", press=press_leaf(view.case.id, leaf))
        for leaf in others[:room]
    ]
    return (*more, *turns, *below)


def _offer_to_unlink(view: CasePageView) -> Iterator[ButtonView]:
    if isinstance(view.leaf, WhyLeaf) and view.leaf.links and view.leaf.may_link:
        press = Press(verb=UNLINK_CASES, subject=view.case.id)
        yield ButtonView(key="linked_case.unlink_button", press=press)


def _offer_to_note(view: CasePageView) -> Iterator[ButtonView]:
    """Who calls an organisation need not wait until it is late."""
    if isinstance(view.leaf, WeighingLeaf) and view.leaf.to_note:
        press = Press(verb=NOTE_CONFIRMATION, subject=view.leaf.to_note)
        yield ButtonView(key="confirmation.note_button", press=press)


def show_leaf(view: CasePageView) -> Iterator[ShownView]:
    """All that stands on a leaf, in its order; first that the case is less than it was."""
    yield from _show_reduced(view)
    match view.leaf:
        case WhyLeaf() as leaf:
            yield from _show_why(view, leaf)
        case ContributionsLeaf(contributions=contributions):
            shown = show_contributions(contributions.items)
            yield from shown or (_nothing("case_page.no_contributions"),)
        case WeighingLeaf() as leaf:
            yield from show_weighing_leaf(view, leaf)
        case ColourLeaf(decisions=decisions):
            yield from _show_colours(view, decisions.items)
        case CircleLeaf(places=places, enquiries=enquiries):
            yield from _show_places(view, places.items)
            yield from show_enquiries(enquiries, view.name_organisation)
        case PlanLeaf() as leaf:
            yield from _show_plan(view, leaf)
        case IntakeLeaf() | ElsewhereLeaf() as leaf:
            yield from _show_told_besides(view, leaf)
        case _:
            assert_never(view.leaf)


def _show_told_besides(view: CasePageView, leaf: IntakeLeaf | ElsewhereLeaf) -> Iterator[ShownView]:
    if isinstance(leaf, IntakeLeaf):
        yield from show_intake_leaf(view, leaf)
        return
    name = view.names.__getitem__
    shown = show_known_checks(leaf.checks.items, name, view.name_organisation)
    yield from shown or (_nothing("known_check.nobody_asked"),)


def _show_reduced(view: CasePageView) -> Iterator[ShownView]:
    if view.case.reduced_on:
        yield _nothing_more(Text("extension.reduced", {"on": view.case.reduced_on}))


def _nothing(key: str) -> ShownView:
    return _nothing_more(Text(key))


def _nothing_more(label: Text) -> ShownView:
    return ShownView(label=label, lines=())


def _show_why(view: CasePageView, leaf: WhyLeaf) -> Iterator[ShownView]:
    referral, case = leaf.referral, view.case
    yield from _show_version(view, leaf)
    if leaf.identity:
        born = tell_birth(leaf.identity.born_on)
        lines = (write_name(leaf.identity.name), *born, *_marked(view, StatementPart.WHO))
        yield ShownView(label=Text("case_page.who"), lines=lines)
    sender: dict[str, Value] = {
        "name": view.names[case.referrer],
        "organisation": view.name_organisation(case.referring_organisation),
    }
    if leaf.own_number:
        yield ShownView(
            label=Text("case_page.own_number"),
            lines=(leaf.own_number, Text("case_page.imported", sender)),
        )
    # of what the house brought in, the story stands where the house kept it
    if referral.why_now or not leaf.own_number:
        yield from _show_story(view, leaf, Text("judging.referred_by", sender))
    partners = tuple(view.name_organisation(one) for one in referral.partners)
    yield ShownView(
        label=Text("referral.partners"), lines=partners or (Text("judging.no_partners"),)
    )
    yield from show_links(leaf.links)


def _show_story(view: CasePageView, leaf: WhyLeaf, told_by: Text) -> Iterator[ShownView]:
    referral = leaf.referral
    yield ShownView(
        label=Text("referral.why_now"),
        lines=(told_by, referral.why_now, *_marked(view, StatementPart.WHY_NOW)),
    )
    asked = (Text(f"aim.{referral.aim}"), referral.question, *_marked(view, StatementPart.AIM))
    yield ShownView(label=Text("referral.aim"), lines=asked)
    for criterion in Criterion:
        given = referral.explained(criterion)
        judged = _tell_judgement(leaf.met, criterion)
        marked = _marked(view, StatementPart(criterion.value))
        lines = (*_explain(given), *judged, *marked)
        yield ShownView(label=Text(f"criterion.{criterion}"), lines=lines)


def _marked(view: CasePageView, part: StatementPart) -> Lines:
    return tell_marks(fit_marks(view.marks), part, view.name_organisation)


def _show_version(view: CasePageView, leaf: WhyLeaf) -> Iterator[ShownView]:
    """Of what was told more than once, who told this and when."""
    if leaf.versions.total == 1:
        return
    version = leaf.versions.items[0]
    told: dict[str, Value] = {"name": view.names[version.written_by], "at": version.written_at}
    is_newest = leaf.versions.number == 1
    renamed = (Text("added_facts.renamed_here"),) if version.is_renamed else ()
    key = "case_page.newest" if is_newest else "case_page.earlier"
    label = Text("merging.version" if version.is_merged else key, told)
    yield ShownView(label=label, lines=renamed)


def _explain(given: ExplainedCriterion | None) -> Lines:
    if given is None:
        return (Text("judging.not_explained"),)
    return (Text(f"fulfilment.{given.fulfilment}"), given.explanation)


def _tell_judgement(met: Collection[Criterion] | None, criterion: Criterion) -> Lines:
    if met is None:
        return ()
    return (Text("case_page.judged", {"judgement": judge_criterion(met, criterion)}),)


def _show_colours(view: CasePageView, decisions: Sequence[ColourDecision]) -> Iterable[ShownView]:
    shown = [_show_colour(view, one) for one in decisions]
    return shown or (_nothing("case_page.no_colour"),)


def _show_colour(view: CasePageView, decision: ColourDecision) -> ShownView:
    standing = decision.standing
    decided: dict[str, Value] = {
        "colour": standing.colour,
        "name": view.names[standing.set_by],
        "at": standing.set_at,
    }
    return ShownView(label=Text("colour.decided", decided), lines=(decision.reason,))


def _show_places(view: CasePageView, places: Sequence[RecordedPlace]) -> Iterable[ShownView]:
    shown = [_show_place(view, one) for one in places]
    return shown or (_nothing("case_page.nobody"),)


def _show_place(view: CasePageView, recorded: RecordedPlace) -> ShownView:
    place, involving = recorded.place, recorded.involving
    who: dict[str, Value] = {
        "name": view.names[place.member],
        "organisation": view.name_organisation(place.organisation),
    }
    since = Text("case_page.since", {"at": place.joined_at})
    until = (Text("case_page.until", {"at": place.until}),) if place.until else ()
    agreed = tell_agreed(view, involving.agreement, place.joined_at) if involving else ()
    said = (involving.why, *agreed) if involving else ()
    reason = Text(f"case_page.reason_{place.reason}")
    if place.stands_in_for:
        reason = Text("case_page.stands_in_for", {"name": view.names[place.stands_in_for]})
    return ShownView(label=Text("case_page.place_of", who), lines=(reason, *said, since, *until))


def _show_plan(view: CasePageView, leaf: PlanLeaf) -> Iterator[ShownView]:
    if not leaf.is_own:
        yield from show_chosen(leaf.plan) if leaf.plan else (_nothing("plan_of_action.none_yet"),)
    if leaf.decision and leaf.decision.text.decision:
        decided: dict[str, Value] = {
            "name": view.names[leaf.decision.written_by],
            "at": leaf.decision.written_at,
        }
        yield ShownView(
            label=Text("case_page.decided", decided), lines=(leaf.decision.text.decision,)
        )
    for action in leaf.actions.items:
        yield from show_action(action, view.names[action.owner])
    if not leaf.actions.length:
        yield _nothing("case_page.no_own_actions" if leaf.is_own else "case_page.no_actions")
