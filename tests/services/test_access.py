import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

import services
from domain.access import Action, CaseState, Ground, Involvement, Standing
from domain.case import Case
from domain.contribution_access import ContributionUse
from domain.enquiry import EnquiryAnswer, PartnerToAsk
from domain.extension import SupplierSays
from domain.identifiers import (
    CaseId,
    ContributionId,
    MemberId,
    OrganisationId,
)
from domain.incorrect import OF_REFERRAL
from domain.informing import Informed
from domain.referral import SecrecyGround
from services import access
from services.access import (
    HousePermit,
    Permit,
    WrongPermitError,
    require,
    require_case,
)
from services.acute.session_record import read_session_records
from services.added_facts import find_told_last, let_nothing_be_added
from services.address_share import (
    end_share,
    find_address_ground,
    list_shares,
    list_who_to_tell,
    share_address,
)
from services.agreed_action import agree_under_plan, list_owners
from services.case_circle import (
    PartnerToInvolve,
    involve_partner,
    list_to_involve,
    list_to_leave,
    remove_partner,
)
from services.case_director import (
    accept_directing,
    choose_director,
    decline_directing,
    find_earlier_question,
    list_who_may_direct,
)
from services.case_page import read_told_before, read_whole_page
from services.closing import (
    close_case,
    list_still_agreed,
    list_who_informs,
    record_closing_seen,
)
from services.colour import propose_colour, record_colour_seen, set_colour, view_colour_history
from services.confirmation_reading import read_agreements_said
from services.contribution import list_withdrawable, withdraw_contribution
from services.contribution_reading import list_contributed_to, read_contributions
from services.criteria import (
    explain_criteria,
    find_criteria_gap,
    read_to_explain,
    record_criteria_seen,
)
from services.departure import ask_to_leave, read_why_to_stay
from services.discussion_wish import ask_discussion, find_own_wish, withdraw_discussion
from services.enquiry import (
    find_wishes_to_ask,
    list_enquiries,
    list_to_ask,
    record_said,
    send_enquiries,
    send_enquiry_again,
    view_enquiries,
    withdraw_enquiry,
)
from services.extension import (
    ask_suppliers,
    find_extension,
    is_extension_asked,
    list_answers,
    list_suppliers,
    note_telephone_answer,
    record_extension_seen,
)
from services.extension_answer import answer_extension, read_extension_question
from services.incorrect_reading import read_incorrect
from services.informing import record_informing_seen, say_informing, view_informing
from services.involved_asking import list_to_be_named
from services.involved_reading import read_involved
from services.known_check import list_nameable, list_supplied, record_known_check
from services.linked_case import link_cases, open_links, read_links
from services.merging import list_merge_candidates
from services.minutes_views import read_shared_minutes
from services.moment import Context
from services.pause import pause_case, record_pause_seen, return_case, view_pause
from services.priority import (
    PriorityWish,
    end_priority,
    find_full_list,
    find_last_priority,
    prioritise_case,
    view_priority,
)
from services.reaction_reading import read_reactions
from services.referral import (
    ReservedCase,
    edit_referral,
    is_address_hidden,
    read_for_edit,
    record_own_seen,
    submit_referral,
)
from services.referral_views import view_referral
from services.reopening import ask_to_reopen, record_closed_seen, view_closed
from services.retention_hold import end_hold, find_hold, hold_case
from services.retention_review import keep_longer, let_go_early, read_why_needed
from services.same_person import find_alike
from services.screening import apply_purpose_test, ask_for_missing, find_gap
from services.second_member import ask_second_member, view_held
from services.secret_address import (
    hide_address,
    is_address_known,
    list_looks,
    look_at_secret_address,
)
from services.seen_case import SeenCase
from services.signal_reading import read_case_signals
from services.takeover import find_takeover_before, reveal_whom
from services.weighing import needs_second_member, propose_involved, weigh_case
from tests.support.agenda_house import POLICE
from tests.support.agreed_actions import AGREED_ON, a_wish
from tests.support.closings import a_farewell
from tests.support.extensions import AN_EXTENSION, TELEPHONE
from tests.support.intakes import OF_AN_INTAKE
from tests.support.judging_house import AGREED, RED, TAKE_UP, JudgingHouse
from tests.support.known_checks import ASKED_OUTSIDE
from tests.support.referrals import REFERRAL

CARE = OrganisationId("mental-health")
A_WISH = PartnerToAsk(organisation=CARE, why="x")
Act = Callable[[Context, Any], Awaitable[object]]
ACTS: dict[str, tuple[Action, Act]] = {
    "propose_colour": (Action.SET_COLOUR, lambda ctx, held: propose_colour(ctx, held, None)),
    "record_colour_seen": (Action.SET_COLOUR, record_colour_seen),
    "view_colour_history": (Action.READ_COLOUR, view_colour_history),
    "set_colour": (Action.SET_COLOUR, lambda ctx, held: set_colour(ctx, held, RED)),
    "find_own_wish": (Action.ASK_DISCUSSION, find_own_wish),
    "ask_discussion": (Action.ASK_DISCUSSION, lambda ctx, held: ask_discussion(ctx, held, "x")),
    "withdraw_discussion": (Action.ASK_DISCUSSION, withdraw_discussion),
    "propose_involved": (Action.WEIGH, propose_involved),
    "weigh_case": (Action.WEIGH, lambda ctx, held: weigh_case(ctx, held, TAKE_UP)),
    "ask_for_missing": (Action.SCREEN, lambda ctx, held: ask_for_missing(ctx, held, [], "x")),
    "apply_purpose_test": (
        Action.SCREEN,
        lambda ctx, held: apply_purpose_test(ctx, held, "fits", "x", AGREED),
    ),
    "view_referral": (Action.WEIGH, view_referral),
    "find_gap": (Action.EDIT_REFERRAL, find_gap),
    "find_told_last": (Action.WEIGH, find_told_last),
    "let_nothing_be_added": (Action.WEIGH, let_nothing_be_added),
    "find_address_ground": (Action.REVEAL_IDENTITY, find_address_ground),
    "list_shares": (Action.SHARE_ADDRESS, list_shares),
    "list_who_to_tell": (Action.SHARE_ADDRESS, list_who_to_tell),
    "share_address": (
        Action.SHARE_ADDRESS,
        lambda ctx, held: share_address(ctx, held, MemberId("nurse"), "x", None),
    ),
    "end_share": (Action.SHARE_ADDRESS, lambda ctx, held: end_share(ctx, held, MemberId("nurse"))),
    "is_address_hidden": (Action.EDIT_REFERRAL, is_address_hidden),
    "is_address_known": (Action.HIDE_ADDRESS, is_address_known),
    "hide_address": (
        Action.HIDE_ADDRESS,
        lambda ctx, held: hide_address(ctx, held, SecrecyGround.THREAT, "x"),
    ),
    "list_looks": (Action.READ_HIDDEN_ADDRESS, list_looks),
    "look_at_secret_address": (
        Action.READ_HIDDEN_ADDRESS,
        lambda ctx, held: look_at_secret_address(ctx, held, "x"),
    ),
    "read_incorrect": (Action.VIEW_CASE, lambda ctx, held: read_incorrect(ctx, held, OF_REFERRAL)),
    "read_agreements_said": (Action.VIEW_CASE, read_agreements_said),
    "read_reactions": (
        Action.VIEW_CASE,
        lambda ctx, held: read_reactions(ctx, held, is_whole=True),
    ),
    "read_contributions": (
        Action.VIEW_CASE,
        lambda ctx, held: read_contributions(ctx, held, ContributionUse.PAGE),
    ),
    "list_contributed_to": (Action.WEIGH, list_contributed_to),
    "list_withdrawable": (Action.WITHDRAW_CONTRIBUTION, list_withdrawable),
    "withdraw_contribution": (
        Action.WITHDRAW_CONTRIBUTION,
        lambda ctx, held: withdraw_contribution(ctx, held, ContributionId("x")),
    ),
    "read_whole_page": (Action.VIEW_CASE, read_whole_page),
    "read_told_before": (Action.VIEW_CASE, lambda ctx, held: read_told_before(ctx, held, None)),
    "read_shared_minutes": (Action.EXPORT_CASE, read_shared_minutes),
    "read_session_records": (Action.EXPORT_CASE, read_session_records),
    "record_own_seen": (Action.EDIT_REFERRAL, record_own_seen),
    "read_for_edit": (Action.EDIT_REFERRAL, read_for_edit),
    "edit_referral": (Action.EDIT_REFERRAL, lambda ctx, held: edit_referral(ctx, held, REFERRAL)),
    "read_to_explain": (Action.EXPLAIN_CRITERIA, read_to_explain),
    "record_criteria_seen": (Action.EXPLAIN_CRITERIA, record_criteria_seen),
    "explain_criteria": (
        Action.EXPLAIN_CRITERIA,
        lambda ctx, held: explain_criteria(ctx, held, REFERRAL.criteria),
    ),
    "find_criteria_gap": (Action.WEIGH, find_criteria_gap),
    **OF_AN_INTAKE,
    "needs_second_member": (Action.WEIGH, needs_second_member),
    "view_held": (Action.WEIGH, view_held),
    "find_alike": (Action.WEIGH, lambda ctx, held: find_alike(ctx, held, REFERRAL.identity)),
    "ask_second_member": (
        Action.WEIGH,
        lambda ctx, held: ask_second_member(ctx, held, TAKE_UP),
    ),
    "ask_to_leave": (Action.ASK_TO_LEAVE, lambda ctx, held: ask_to_leave(ctx, held, "x")),
    "read_why_to_stay": (Action.ASK_TO_LEAVE, read_why_to_stay),
    "list_who_may_direct": (Action.CHANGE_CIRCLE, list_who_may_direct),
    "find_earlier_question": (Action.CHANGE_CIRCLE, find_earlier_question),
    "choose_director": (
        Action.CHANGE_CIRCLE,
        lambda ctx, held: choose_director(ctx, held, MemberId("agent")),
    ),
    "accept_directing": (Action.DIRECT_CASE, accept_directing),
    "decline_directing": (
        Action.DIRECT_CASE,
        lambda ctx, held: decline_directing(ctx, held, "x"),
    ),
    "list_to_involve": (Action.CHANGE_CIRCLE, list_to_involve),
    "list_to_leave": (Action.CHANGE_CIRCLE, list_to_leave),
    "involve_partner": (
        Action.CHANGE_CIRCLE,
        lambda ctx, held: involve_partner(
            ctx, held, PartnerToInvolve(member=MemberId("nurse"), why="x", consent=AGREED)
        ),
    ),
    "remove_partner": (
        Action.CHANGE_CIRCLE,
        lambda ctx, held: remove_partner(ctx, held, MemberId("nurse"), "x"),
    ),
    "list_owners": (Action.AGREE_ACTION, list_owners),
    "agree_under_plan": (
        Action.AGREE_ACTION,
        lambda ctx, held: agree_under_plan(ctx, held, a_wish("agent", AGREED_ON)),
    ),
    "view_informing": (Action.INFORM_SUBJECT, view_informing),
    "record_informing_seen": (Action.INFORM_SUBJECT, record_informing_seen),
    "say_informing": (
        Action.INFORM_SUBJECT,
        lambda ctx, held: say_informing(ctx, held, Informed(informer="x", informed_on=AGREED_ON)),
    ),
    "view_closed": (Action.REOPEN_CASE, view_closed),
    "record_closed_seen": (Action.REOPEN_CASE, record_closed_seen),
    "ask_to_reopen": (Action.REOPEN_CASE, lambda ctx, held: ask_to_reopen(ctx, held, "x", RED)),
    "list_still_agreed": (Action.CLOSE_CASE, list_still_agreed),
    "list_who_informs": (Action.CLOSE_CASE, list_who_informs),
    "record_closing_seen": (Action.CLOSE_CASE, record_closing_seen),
    "close_case": (Action.CLOSE_CASE, lambda ctx, held: close_case(ctx, held, a_farewell())),
    "view_pause": (Action.PAUSE_CASE, view_pause),
    "record_pause_seen": (Action.PAUSE_CASE, record_pause_seen),
    "pause_case": (Action.PAUSE_CASE, lambda ctx, held: pause_case(ctx, held, "x", AGREED_ON)),
    "record_extension_seen": (Action.EXTEND_CASE, record_extension_seen),
    "find_extension": (Action.EXTEND_CASE, find_extension),
    "list_suppliers": (Action.EXTEND_CASE, list_suppliers),
    "is_extension_asked": (Action.EXTEND_CASE, is_extension_asked),
    "list_answers": (Action.EXTEND_CASE, list_answers),
    "ask_suppliers": (
        Action.EXTEND_CASE,
        lambda ctx, held: ask_suppliers(ctx, held, AN_EXTENSION.form, AGREED),
    ),
    "note_telephone_answer": (
        Action.EXTEND_CASE,
        lambda ctx, held: note_telephone_answer(ctx, held, POLICE, SupplierSays.LONGER, TELEPHONE),
    ),
    "read_extension_question": (Action.ANSWER_EXTENSION, read_extension_question),
    "answer_extension": (
        Action.ANSWER_EXTENSION,
        lambda ctx, held: answer_extension(ctx, held, SupplierSays.LONGER),
    ),
    "find_hold": (Action.HOLD_CASE, find_hold),
    "hold_case": (Action.HOLD_CASE, lambda ctx, held: hold_case(ctx, held, "x", AGREED_ON)),
    "end_hold": (Action.HOLD_CASE, end_hold),
    "read_why_needed": (Action.REVIEW_RETENTION, read_why_needed),
    "keep_longer": (Action.REVIEW_RETENTION, lambda ctx, held: keep_longer(ctx, held, "x")),
    "let_go_early": (Action.REVIEW_RETENTION, let_go_early),
    "list_merge_candidates": (Action.MERGE_CASES, list_merge_candidates),
    "link_cases": (Action.LINK_CASE, lambda ctx, held: link_cases(ctx, held, "BB2-H55", "x")),
    "open_links": (Action.LINK_CASE, open_links),
    "read_case_signals": (Action.VIEW_CASE, read_case_signals),
    "read_links": (Action.VIEW_CASE, lambda ctx, held: read_links(ctx, held, held.ground)),
    "view_priority": (Action.READ_PRIORITY, view_priority),
    "find_full_list": (Action.PRIORITISE, find_full_list),
    "find_last_priority": (Action.PRIORITISE, find_last_priority),
    "prioritise_case": (
        Action.PRIORITISE,
        lambda ctx, held: prioritise_case(
            ctx, held, PriorityWish(reason="x", met=(), consent=AGREED)
        ),
    ),
    "end_priority": (Action.PRIORITISE, lambda ctx, held: end_priority(ctx, held, "x")),
    "view_enquiries": (Action.ENQUIRE, view_enquiries),
    "list_supplied": (Action.CHECK_KNOWN, list_supplied),
    "list_nameable": (Action.CHECK_KNOWN, list_nameable),
    "record_known_check": (
        Action.CHECK_KNOWN,
        lambda ctx, held: record_known_check(ctx, held, ASKED_OUTSIDE),
    ),
    "find_takeover_before": (Action.WEIGH, find_takeover_before),
    "list_to_be_named": (Action.WEIGH, list_to_be_named),
    "reveal_whom": (
        Action.TAKE_ON,
        lambda ctx, held: reveal_whom(ctx, held, CARE, None, is_by_telephone=True),
    ),
    "read_involved": (Action.VIEW_CASE, read_involved),
    "list_enquiries": (Action.ENQUIRE, list_enquiries),
    "list_to_ask": (Action.ENQUIRE, list_to_ask),
    "send_enquiries": (Action.ENQUIRE, lambda ctx, held: send_enquiries(ctx, held, [A_WISH])),
    "find_wishes_to_ask": (
        Action.ENQUIRE,
        lambda ctx, held: find_wishes_to_ask(ctx, held, [A_WISH]),
    ),
    "record_said": (
        Action.ENQUIRE,
        lambda ctx, held: record_said(ctx, held, CARE, EnquiryAnswer.KNOWN),
    ),
    "send_enquiry_again": (
        Action.ENQUIRE,
        lambda ctx, held: send_enquiry_again(ctx, held, CARE),
    ),
    "withdraw_enquiry": (
        Action.ENQUIRE,
        lambda ctx, held: withdraw_enquiry(ctx, held, CARE),
    ),
    "return_case": (Action.RETURN_CASE, lambda ctx, held: return_case(ctx, held, RED)),
}


def takers() -> set[str]:
    """Every use case that takes a permit for a case; those of the acute lane take permits of their
    own, which are tried one by one in test_acute_permits.
    """
    modules = [
        importlib.import_module(one.name)
        for one in pkgutil.walk_packages(services.__path__, "services.")
        if not one.name.startswith("services.acute")
    ]
    functions = [one for each in modules for one in inspect.getmembers(each, inspect.isfunction)]
    return {
        name
        for name, one in functions
        for parameter in inspect.signature(one).parameters.values()
        if parameter.annotation is Permit and not name.startswith("_")
    }


def test_every_service_that_takes_a_permit_is_tried_with_a_wrong_one():
    assert takers() == set(ACTS)


async def case_of(house: JudgingHouse, state: CaseState) -> Case:
    seen = await house.refer(state=state)
    return await house.case(seen)


def test_nobody_but_the_policy_signs_a_permit():
    standing = Standing(involvement=Involvement.NONE, state=CaseState.TAKEN_UP)
    for signed in (None, object(), Permit):
        with pytest.raises(WrongPermitError):
            Permit(
                action=Action.WEIGH,
                case=None,
                standing=standing,
                ground=Ground.PROCESS_DIRECTOR,
                ctx=None,
                signed=signed,
            )
        with pytest.raises(WrongPermitError):
            HousePermit(action=Action.REFER, ground=Ground.PROFESSIONAL, ctx=None, signed=signed)


async def test_a_permit_cannot_be_copied_for_another_case_or_action(judging_house: JudgingHouse):
    case = await case_of(judging_house, CaseState.SUBMITTED)
    async with judging_house.acting("sanne") as ctx:
        permit = await require_case(ctx, Action.SCREEN, case)
        for change in ({"action": Action.WEIGH}, {"case": replace(case, id=CaseId("other"))}):
            with pytest.raises((TypeError, ValueError), match="signed"):
                replace(permit, **change)


@pytest.mark.parametrize("service", list(ACTS))
async def test_a_service_refuses_a_permit_for_another_action_another_turn_and_a_bare_case(
    judging_house: JudgingHouse, service: str
):
    action, act = ACTS[service]
    case = await case_of(judging_house, CaseState.PURPOSE_TESTED)
    async with judging_house.acting("agent") as ctx:
        other = Action.REVEAL_IDENTITY if action is Action.VIEW_CASE else Action.VIEW_CASE
        seen = await require_case(ctx, other, case)
        for wrong in (seen, in_another_turn(seen, action)):
            with pytest.raises(WrongPermitError):
                await act(ctx, wrong)
        with pytest.raises(AttributeError):
            await act(ctx, case)
    assert await judging_house.case(SeenCase(id=case.id)) == case
    assert await judging_house.on_record(case.id) == []


def in_another_turn(permit: Permit, action: Action) -> Permit:
    """A permit for the right action that was given in another turn."""
    return Permit(
        action=action,
        case=permit.case,
        standing=permit.standing,
        ground=permit.ground,
        ctx=replace(permit.ctx),
        signed=access._SIGNED,
    )


async def test_a_referral_is_not_submitted_with_a_permit_for_something_else(
    judging_house: JudgingHouse,
):
    async with judging_house.acting("agent") as ctx:
        other = require(ctx, Action.VIEW_OWN)
        reserved = ReservedCase(id=await ctx.uow.cases.reserve(), permit=other)
        with pytest.raises(WrongPermitError):
            await submit_referral(ctx, reserved, REFERRAL)
        of_another_turn = replace(reserved, permit=require(replace(ctx), Action.REFER))
        with pytest.raises(WrongPermitError):
            await submit_referral(ctx, of_another_turn, REFERRAL)
