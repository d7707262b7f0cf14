"""The purpose test over a group on one page: the story once, everybody ticked, one judgement with
its reason and who agreed. Whoever is not ticked waits for another sitting.
"""

from collections.abc import Mapping
from typing import Final

from cards.group_screening import show_group_story
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.answers import choices_of, options, text_of
from dialogs.consent import ask_consent, check_consent, fill_in_today, read_consent
from dialogs.group_work import AboutGroup, about_a_group, back_to_group, begin_with_all
from dialogs.pages import STORY, Beginning, Dialog, Field, Page
from domain.draft import Answers
from domain.mandate import AgreedDecision
from domain.press import Press
from domain.screening import PurposeJudgement
from services.group_screening import GroupToScreen, open_group_screening, screen_group
from services.moment import Context


async def _may_screen(ctx: Context, about: AboutGroup) -> GroupToScreen:
    return await open_group_screening(ctx, about.mark, about.seen)


async def _begin(ctx: Context, group: GroupToScreen) -> Beginning[AboutGroup]:
    ticked = tuple(one.case.id for one in group.story.people)
    return begin_with_all(group.work, group.seen, {**fill_in_today(ctx), "chosen": ticked})


def _back(group: GroupToScreen) -> Press:
    return back_to_group(group.work)


async def _offer_people(_ctx: Context, group: GroupToScreen) -> tuple[ChoiceView, ...]:
    return tuple(
        ChoiceView(
            value=one.case.id,
            title=Text(
                "group_referral.person",
                {"code": one.case.code, "name": one.identity.name},
            ),
        )
        for one in group.story.people
    )


async def _show_story(_ctx: Context, group: GroupToScreen) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_group_story(group.story)}


_PAGE: Final[Page[GroupToScreen]] = Page(
    id="purpose",
    title="screening.page_purpose",
    intro="group_referral.screening_intro",
    fields=(
        Field(
            id="chosen",
            kind=FieldKind.CHOICES,
            label="group_referral.chosen",
            choices_of=_offer_people,
        ),
        Field(
            id="judgement",
            kind=FieldKind.CHOICE,
            label="screening.judgement",
            choices=options("screening.", *PurposeJudgement),
        ),
        Field(
            id="reason",
            kind=FieldKind.LONG_TEXT,
            label="screening.reason",
            hint="screening.reason_hint",
            max_length=1000,
            watches=STORY,
        ),
        *ask_consent(AgreedDecision.PURPOSE),
    ),
    check=check_consent,
    shows=_show_story,
)


async def _finish(ctx: Context, group: GroupToScreen, answers: Answers) -> ReceiptView:
    number = await screen_group(
        ctx,
        group.work,
        choices_of(answers, "chosen"),
        PurposeJudgement(text_of(answers, "judgement")),
        text_of(answers, "reason"),
        read_consent(answers),
    )
    said = Text("group_referral.screened", {"mark": group.work.mark, "number": number})
    return ReceiptView(title=said, back=_back(group))


GROUP_SCREENING: Final[Dialog[AboutGroup, GroupToScreen]] = Dialog(
    name="group_screening",
    version=1,
    title="group_referral.screening_dialog",
    about=AboutGroup,
    pages=(_PAGE,),
    allow=_may_screen,
    begin=_begin,
    finish=_finish,
    code_of=about_a_group,
    finish_button="screening.finish_button",
    way_back=_back,
)
