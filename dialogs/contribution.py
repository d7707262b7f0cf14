"""Contributing to a case as a dialog: what is told and on which ground, then under which
conditions; and withdrawing a contribution.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.contribution import name_contribution
from cards.enquiry import SHOW_ENQUIRIES
from cards.overview import SHOW_OVERVIEW
from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text
from dialogs.about import AboutCase
from dialogs.answers import choices_of, options, text_of
from dialogs.pages import (
    STORY,
    Beginning,
    Dialog,
    Field,
    Page,
    Problems,
    back_to_case,
    its_purpose,
    name_case,
)
from domain.access import CaseState, Ground
from domain.contribution import (
    Conditions,
    ContributionGround,
    ContributionKind,
    ContributionText,
    DataCategory,
    MeantFor,
    PoliceArticle,
    PoliceSource,
)
from domain.draft import Answer, Answers
from domain.identifiers import CaseCode, CaseId, ContributionId, OrganisationId
from domain.press import Press
from domain.purpose import CasePurpose
from domain.referral import Criterion
from services.access import Permit
from services.contribution import (
    ContributionToWrite,
    contribute,
    list_own_grounds,
    list_withdrawable,
    open_contributions,
    open_next_version,
    open_to_contribute,
    record_contribution_seen,
    withdraw_contribution,
)
from services.moment import Context
from services.partners import find_others, name_organisations

# a window holds several of them, with their conditions
_LONGEST: Final = 1000
_LONGEST_SOURCE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutContribution:
    """The case to which somebody contributes; with a ``number`` the contribution of which they
    write the next version, after that one.
    """

    subject: str
    number: int | None = None


async def _may_contribute(ctx: Context, about: AboutContribution) -> ContributionToWrite:
    if about.number is None:
        return await open_to_contribute(ctx, CaseId(about.subject))
    return await open_next_version(ctx, ContributionId(about.subject), about.number)


async def _begin(_ctx: Context, held: ContributionToWrite) -> Beginning[AboutContribution]:
    case, newest = held.permit.case.id, held.newest
    if newest is None or newest.text is None:
        known = _fill_conditions(Conditions())
        return Beginning(about=AboutContribution(subject=case), case=case, answers=known)
    about = AboutContribution(subject=newest.id, number=newest.number)
    return Beginning(about=about, case=case, answers=_fill(newest.text))


def _fill(text: ContributionText) -> Answers:
    answers: dict[str, Answer] = {
        "kind": text.kind.value,
        "category": text.category.value,
        "said": text.said,
        "ground": text.ground.value,
    }
    answers |= {"criterion": text.criterion.value} if text.criterion else {}
    police = text.police
    answers |= {"article": police.article.value, "source": police.source} if police else {}
    return answers | _fill_conditions(text.conditions)


def _fill_conditions(conditions: Conditions) -> dict[str, Answer]:
    answers: dict[str, Answer] = {
        "meant_for": conditions.meant_for.value,
        "is_oral": conditions.is_oral,
        "stays_here": conditions.stays_here,
        "is_named": not conditions.is_unnamed,
    }
    if conditions.organisations:
        answers["organisations"] = tuple(sorted(conditions.organisations))
    return answers | ({"until_on": conditions.until_on} if conditions.until_on else {})


def _read(answers: Answers) -> ContributionText:
    criterion = text_of(answers, "criterion")
    return ContributionText(
        kind=ContributionKind(text_of(answers, "kind")),
        category=DataCategory(text_of(answers, "category")),
        said=text_of(answers, "said"),
        ground=ContributionGround(text_of(answers, "ground")),
        criterion=Criterion(criterion) if criterion else None,
        conditions=_read_conditions(answers),
        police=_read_police(answers),
    )


def _is_police(answers: Answers) -> bool:
    return answers.get("category") == DataCategory.POLICE.value


def _read_police(answers: Answers) -> PoliceSource | None:
    if not _is_police(answers):
        return None
    article = PoliceArticle(text_of(answers, "article"))
    return PoliceSource(article=article, source=text_of(answers, "source"))


def _check_police(answers: Answers, _today: date) -> Problems:
    is_refused = answers.get("article") == PoliceArticle.INQUIRY.value
    return {"article": Text("contribution.police_refused")} if is_refused else {}


def _read_conditions(answers: Answers) -> Conditions:
    until_on = answers.get("until_on")
    return Conditions(
        meant_for=MeantFor(text_of(answers, "meant_for")),
        organisations=frozenset(
            OrganisationId(one) for one in choices_of(answers, "organisations")
        ),
        is_oral=answers.get("is_oral") is True,
        stays_here=answers.get("stays_here") is True,
        until_on=until_on if isinstance(until_on, date) else None,
        is_unnamed=answers.get("is_named") is False,
    )


async def _finish(ctx: Context, held: ContributionToWrite, answers: Answers) -> ReceiptView:
    told = await contribute(ctx, held, _read(answers))
    code = {"code": held.permit.case.code}
    key = "contribution.done" if told.number == 1 else "contribution.done_again"
    hear = Text("contribution.coordinators_hear")
    return ReceiptView(title=Text(key, code), lines=(hear,), back=_to_questions(held.permit))


async def _offer_grounds(ctx: Context, _held: object) -> tuple[ChoiceView, ...]:
    return options("contribution.ground_", *await list_own_grounds(ctx))


async def _offer_others(ctx: Context, _held: object) -> tuple[ChoiceView, ...]:
    found = sorted(await find_others(ctx), key=lambda one: (one.name, one.id))
    return tuple(ChoiceView(value=one.id, title=one.name) for one in found if one.may_refer)


def _check_conditions(answers: Answers, today: date) -> Problems:
    problems = dict[str, Text]()
    until_on = answers.get("until_on")
    if isinstance(until_on, date) and until_on < today:
        problems["until_on"] = Text("contribution.ends_before")
    is_for_some = answers.get("meant_for") == MeantFor.ORGANISATIONS.value
    if is_for_some and not choices_of(answers, "organisations"):
        problems["organisations"] = Text("contribution.nobody_reads")
    return problems


def _code_of(held: ContributionToWrite, _answers: Answers) -> CaseCode:
    return held.permit.case.code


def _purpose_of(held: ContributionToWrite) -> CasePurpose:
    return its_purpose(held.permit)


def _back(held: ContributionToWrite) -> Press:
    return _back_from(held.permit)


def _to_questions(permit: Permit) -> Press | None:
    """Who was only asked may have more questions to answer."""
    return Press(verb=SHOW_ENQUIRIES) if permit.ground is Ground.SUPPLIER else None


def _back_from(permit: Permit) -> Press:
    """Who keeps a place in a case that rests, or was only asked, comes from what is their own."""
    is_outside = permit.case.state is CaseState.PAUSED or permit.ground is Ground.SUPPLIER
    return Press(verb=SHOW_OVERVIEW, subject="1") if is_outside else back_to_case(permit)


_WHAT: Final[Page[ContributionToWrite]] = Page(
    id="what",
    title="contribution.page_what",
    intro="contribution.page_what_intro",
    fields=(
        Field(
            id="kind",
            kind=FieldKind.CHOICE,
            label="contribution.kind",
            choices=options("contribution.choose_", *ContributionKind),
        ),
        Field(
            id="category",
            kind=FieldKind.CHOICE,
            label="contribution.category",
            hint="contribution.category_hint",
            choices=options("contribution.of_", *DataCategory),
        ),
        Field(
            id="said",
            kind=FieldKind.LONG_TEXT,
            label="contribution.said",
            hint="contribution.said_hint",
            max_length=_LONGEST,
            watches=STORY,
        ),
        Field(
            id="criterion",
            kind=FieldKind.CHOICE,
            label="contribution.criterion",
            is_required=False,
            choices=options("contribution.about_", *Criterion),
        ),
        Field(
            id="ground",
            kind=FieldKind.CHOICE,
            label="contribution.ground",
            hint="contribution.ground_hint",
            choices_of=_offer_grounds,
        ),
    ),
)
_POLICE: Final[Page[ContributionToWrite]] = Page(
    id="police",
    title="contribution.page_police",
    intro="contribution.page_police_intro",
    fields=(
        Field(
            id="article",
            kind=FieldKind.CHOICE,
            label="contribution.article",
            choices=options("contribution.article_", *PoliceArticle),
        ),
        Field(
            id="source",
            kind=FieldKind.TEXT,
            label="contribution.source",
            hint="contribution.source_hint",
            max_length=_LONGEST_SOURCE,
            watches=STORY,
        ),
    ),
    is_shown=_is_police,
    check=_check_police,
)
_CONDITIONS: Final[Page[ContributionToWrite]] = Page(
    id="conditions",
    title="contribution.page_conditions",
    intro="contribution.page_conditions_intro",
    fields=(
        Field(
            id="meant_for",
            kind=FieldKind.CHOICE,
            label="contribution.meant_for",
            choices=options("contribution.meant_for_", *MeantFor),
        ),
        Field(
            id="organisations",
            kind=FieldKind.CHOICES,
            label="contribution.organisations",
            is_required=False,
            needed_when="contribution.needed_for_some",
            choices_of=_offer_others,
        ),
        Field(
            id="is_oral",
            kind=FieldKind.YES_NO,
            label="contribution.is_oral",
            hint="contribution.is_oral_hint",
        ),
        Field(
            id="stays_here",
            kind=FieldKind.YES_NO,
            label="contribution.asks_to_stay",
            hint="contribution.asks_to_stay_hint",
        ),
        Field(
            id="is_named",
            kind=FieldKind.YES_NO,
            label="contribution.is_named",
        ),
        Field(
            id="until_on",
            kind=FieldKind.DATE,
            label="contribution.until_on",
            hint="contribution.until_hint",
            is_required=False,
        ),
    ),
    check=_check_conditions,
)
CONTRIBUTING: Final[Dialog[AboutContribution, ContributionToWrite]] = Dialog(
    name="contribution",
    version=2,
    title="contribution.dialog",
    about=AboutContribution,
    pages=(_WHAT, _POLICE, _CONDITIONS),
    allow=_may_contribute,
    begin=_begin,
    finish=_finish,
    code_of=_code_of,
    finish_button="contribution.finish",
    way_back=_back,
    sees=record_contribution_seen,
    purpose_of=_purpose_of,
)


async def _may_withdraw(ctx: Context, about: AboutCase) -> Permit:
    return await open_contributions(ctx, about.case)


async def _begin_withdrawing(_ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    return Beginning(about=AboutCase(case=permit.case.id), case=permit.case.id)


async def _offer_own(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    names = await name_organisations(ctx)
    return tuple(
        ChoiceView(
            value=one.id,
            title=name_contribution(one, names.get(one.organisation, one.organisation)),
        )
        for one in await list_withdrawable(ctx, permit)
    )


async def _withdraw(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    await withdraw_contribution(ctx, permit, ContributionId(text_of(answers, "which")))
    return ReceiptView(
        title=Text("contribution.withdrawn_done", {"code": permit.case.code}),
        lines=(Text("contribution.text_destroyed"),),
        back=_to_questions(permit),
    )


WITHDRAWING: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="contribution_withdrawal",
    version=1,
    title="contribution.withdraw_dialog",
    about=AboutCase,
    pages=(
        Page(
            id="which",
            title="contribution.page_which",
            intro="contribution.page_which_intro",
            fields=(
                Field(
                    id="which",
                    kind=FieldKind.CHOICE,
                    label="contribution.which",
                    choices_of=_offer_own,
                ),
            ),
        ),
    ),
    allow=_may_withdraw,
    begin=_begin_withdrawing,
    finish=_withdraw,
    code_of=name_case,
    finish_button="contribution.withdraw_finish",
    way_back=_back_from,
)
