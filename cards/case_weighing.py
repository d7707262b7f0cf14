"""How a case was weighed, as it stands on its page: outcome, who weighed, who agreed, what came."""

from collections.abc import Collection, Iterator
from datetime import datetime

from cards.agreement import tell_agreement, tell_agreements_said
from cards.involved_answer import show_involved
from cards.page import ShownView
from cards.plain import join_names
from cards.reaction import show_reactions
from cards.signal import show_case_signals
from cards.weighing import name_outcome, show_words
from cards.words import Text, Value
from domain.agreement import Agreement
from domain.referral import Criterion
from domain.weighing import Verdict, Weighing
from services.case_leaves import CasePageView, CircleLeaf, WeighingLeaf


def show_weighing_leaf(view: CasePageView, leaf: WeighingLeaf) -> Iterator[ShownView]:
    """Show how a case was weighed, and what was said and done after that."""
    yield from _show_outcome(view, leaf)
    yield from show_reactions(
        leaf.reactions, lambda one: view.names.get(one, ""), view.name_organisation
    )
    for weighing in leaf.set_aside:
        signed: dict[str, Value] = {
            "name": view.names[weighing.weighed_by],
            "at": weighing.weighed_at,
        }
        outcome = _name_outcome(weighing.verdict)
        yield ShownView(label=Text("reaction.set_aside", signed), lines=(outcome,))
    yield from show_case_signals(leaf.signals, leaf.more_signals)


def _show_outcome(view: CasePageView, leaf: WeighingLeaf) -> Iterator[ShownView]:
    weighing = leaf.weighing
    if weighing is None:
        key = "case_page.weighed_before" if leaf.is_imported else "case_page.not_weighed"
        yield ShownView(label=Text(key), lines=())
        if leaf.no_fit:
            yield ShownView(label=Text("weighing.no_fit_reason"), lines=(leaf.no_fit,))
        return
    verdict = weighing.verdict
    yield ShownView(label=Text("case_page.outcome"), lines=(_name_outcome(verdict),))
    yield from _show_follow_up(view, verdict)
    yield from show_involved(leaf.involved, view.name_organisation)
    for criterion in Criterion:
        judged = judge_criterion(verdict.met, criterion)
        yield ShownView(label=Text(f"criterion.{criterion}"), lines=(judged,))
    if leaf.is_whole:
        yield from _show_who_weighed(view, weighing)
        yield from _show_merged(view, leaf)
        yield from _show_left_out(view, leaf)


def _show_left_out(view: CasePageView, leaf: WeighingLeaf) -> Iterator[ShownView]:
    if leaf.left_out:
        names = join_names(sorted(view.name_organisation(one) for one in leaf.left_out))
        yield ShownView(label=Text("extension.left_out"), lines=(names,))


def _show_merged(view: CasePageView, leaf: WeighingLeaf) -> Iterator[ShownView]:
    """Which cases became part of this one and why, and how they were weighed before."""
    for former, why in leaf.merged:
        said: dict[str, Value] = {
            "code": former.code,
            "name": view.names[why.signed.by],
            "at": former.merged_at,
        }
        lines = (why.reason, *tell_agreed(view, why.agreement, former.merged_at))
        yield ShownView(label=Text("merging.merged", said), lines=lines)
    for weighing in leaf.before:
        yield from _show_who_weighed(view, weighing)


def _show_follow_up(view: CasePageView, verdict: Verdict) -> Iterator[ShownView]:
    follow_up = verdict.follow_up
    if follow_up.taken_on_by:
        said = follow_up.said_yes
        yes = (Text("weighing.said_yes", {"by": said.by, "on": said.on}),) if said else ()
        lines = (view.name_organisation(follow_up.taken_on_by), *yes)
        yield ShownView(label=Text("weighing.taken_on_by"), lines=lines)
    yield from show_words(follow_up.advice, follow_up.effort)


def _name_outcome(verdict: Verdict) -> Text:
    return name_outcome(verdict.outcome, verdict.follow_up.effort)


def _show_who_weighed(view: CasePageView, weighing: Weighing) -> Iterator[ShownView]:
    verdict = weighing.verdict
    signed: dict[str, Value] = {
        "name": view.names[weighing.weighed_by],
        "at": weighing.weighed_at,
    }
    agreed = tell_agreed(view, verdict.agreement, weighing.weighed_at)
    yield ShownView(label=Text("case_page.weighed_by", signed), lines=agreed)
    involved = join_names(sorted(view.name_organisation(one) for one in verdict.involved))
    if involved:
        yield ShownView(label=Text("weighing.involved"), lines=(involved,))
    if verdict.case_director:
        director = view.names[verdict.case_director]
        yield ShownView(label=Text("case_page.asked_director"), lines=(director,))


def tell_agreed(view: CasePageView, agreement: Agreement, at: datetime) -> tuple[Text | str, ...]:
    """Tell who agreed to a decision of that moment, and what they say of it."""
    leaf = view.leaf
    said = leaf.said if isinstance(leaf, WeighingLeaf | CircleLeaf) else ()
    told = tell_agreements_said(said, at, view.organisations)
    return (*tell_agreement(agreement, view.organisations), *told)


def judge_criterion(met: Collection[Criterion], criterion: Criterion) -> Text:
    """Tell whether the house found that a criterion is met."""
    return Text("weighing.met" if criterion in met else "weighing.not_met")
