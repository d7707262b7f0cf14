"""To whom an orphaned place goes: a dialog of one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.answers import text_of
from dialogs.pages import Beginning, Dialog, Field, Page, back_to_case
from domain.draft import Answers
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.press import Press
from services.moment import Context
from services.orphans import OrphanFound, give_orphan, let_orphan_go, open_orphan

_NOBODY: Final = "nobody:"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanOf:
    """Whose place in which case is orphaned."""

    case: CaseId
    member: MemberId


async def _may_give(ctx: Context, about: OrphanOf) -> OrphanFound:
    return await open_orphan(ctx, about.case, about.member)


async def _begin(_ctx: Context, found: OrphanFound) -> Beginning[OrphanOf]:
    place = found.place
    return Beginning(about=OrphanOf(case=place.case, member=place.member), case=place.case)


async def _offer_successors(_ctx: Context, found: OrphanFound) -> tuple[ChoiceView, ...]:
    nobody = Text("orphan.let_go", {"organisation": found.organisation})
    return (
        *(ChoiceView(value=one.id, title=one.name) for one in found.successors),
        ChoiceView(value=_NOBODY, title=nobody),
    )


async def _show_who_left(_ctx: Context, found: OrphanFound) -> Mapping[str, tuple[ShownView, ...]]:
    said = {"name": found.name, "organisation": found.organisation}
    lines = () if found.successors else (Text("orphan.nobody_speaks", said),)
    return {"": (ShownView(label=Text("orphan.left", said), lines=lines),)}


async def _give(ctx: Context, found: OrphanFound, answers: Answers) -> ReceiptView:
    chosen, code = text_of(answers, "successor"), found.permit.case.code
    if chosen == _NOBODY:
        await let_orphan_go(ctx, found)
        said = {"organisation": found.organisation, "code": code}
        return ReceiptView(title=Text("orphan.gone", said))
    successor = await give_orphan(ctx, found, MemberId(chosen))
    return ReceiptView(title=Text("orphan.given", {"name": successor.name, "code": code}))


def _code_of(found: OrphanFound, _answers: Answers) -> CaseCode:
    return found.permit.case.code


def _back(found: OrphanFound) -> Press:
    return back_to_case(found.permit)


ORPHAN_GIVING: Final[Dialog[OrphanOf, OrphanFound]] = Dialog(
    name="orphan_giving",
    version=1,
    title="orphan.dialog",
    about=OrphanOf,
    pages=(
        Page(
            id="successor",
            title="orphan.page",
            intro="orphan.intro",
            fields=(
                Field(
                    id="successor",
                    kind=FieldKind.CHOICE,
                    label="orphan.successor",
                    choices_of=_offer_successors,
                ),
            ),
            shows=_show_who_left,
        ),
    ),
    allow=_may_give,
    begin=_begin,
    finish=_give,
    code_of=_code_of,
    finish_button="orphan.finish",
    way_back=_back,
)
