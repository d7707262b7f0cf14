"""Starting a drill: a process director says which signals the pretended report has, and nothing of
anybody.
"""

from dataclasses import dataclass
from typing import Final

from cards.drill import SHOW_DRILLS
from cards.page import FieldKind, ReceiptView
from cards.words import Text, Words
from dialogs.answers import choices_of, options
from dialogs.pages import Beginning, Dialog, Field, Page, about_no_case
from domain.access import Action
from domain.draft import Answers
from domain.house import CircleSignal
from domain.identifiers import MemberId
from domain.press import Press
from services.access import HousePermit, require
from services.drill_run import DrillScenario, start_drill
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutDrill:
    """A drill that a member wants to start."""

    member: MemberId


async def _may_start(ctx: Context, _about: AboutDrill) -> HousePermit:
    return require(ctx, Action.RUN_DRILL)


async def _begin(ctx: Context, _permit: HousePermit) -> Beginning[AboutDrill]:
    return Beginning(about=AboutDrill(member=ctx.actor.id))


async def _start(ctx: Context, _permit: HousePermit, answers: Answers) -> ReceiptView:
    words = Words(ctx.actor.member.language)
    scenario = DrillScenario(
        name=words("drill.person"),
        happening=words("drill.happening"),
        signals=frozenset(CircleSignal(one) for one in choices_of(answers, "signals")),
    )
    drill = await start_drill(ctx, scenario)
    return ReceiptView(
        title=Text("drill.is_started", {"code": drill.code}),
        lines=(Text("drill.started_next", {"at": drill.lapses_at}),),
        is_drill=True,
    )


def _back(_permit: HousePermit) -> Press:
    return Press(verb=SHOW_DRILLS)


DRILL: Final[Dialog[AboutDrill, HousePermit]] = Dialog(
    name="drill",
    version=1,
    title="drill.dialog",
    about=AboutDrill,
    pages=(
        Page(
            id="scenario",
            title="drill.page",
            intro="drill.page_intro",
            fields=(
                Field(
                    id="signals",
                    kind=FieldKind.CHOICES,
                    label="acute.signals",
                    hint="drill.signals_hint",
                    is_required=False,
                    choices=options("signal.", *CircleSignal),
                ),
            ),
        ),
    ),
    allow=_may_start,
    begin=_begin,
    finish=_start,
    code_of=about_no_case,
    finish_button="drill.finish_button",
    way_back=_back,
)
