"""Every service of a member's turn is named here as one that shows something of a case, or that
shows nothing: a new one that is in no table fails.
"""

import importlib
import inspect
import pkgutil
from typing import Final

import services
from services.moment import Context
from tests.services.test_seen import OF_A_CASE
from tests.services.test_seen_actions import OF_A_PLAN, OF_AN_ACTION
from tests.services.test_seen_acute import OF_A_REPORT, OF_A_SESSION, OF_AN_INVITATION
from tests.services.test_seen_meetings import OF_A_TABLE, OF_A_WORKBENCH, OF_AN_AGENDA
from tests.services.test_seen_rounds import OF_A_ROUND

# what is asked of a case in passing, and said when it is shown: permits hold no content
PERMITS: Final = frozenset({
    "open_to_enquire", "open_group", "permit_in_group", "take_group",
    "find_term_end",
    "list_told", "require", "require_role", "require_case", "standing_of", "find_case", "take_case",
    "choose_listed", "find_grounds", "open_workbench", "open_chosen", "open_typed",
    "open_report", "require_director", "check_director", "open_for_director", "open_to_close",
    "open_own_invitation", "open_for_another", "open_case_for_director", "find_case_for_director",
    "open_for_edit", "open_own_action", "open_for_owner", "open_to_guard",
    "open_to_agree", "open_plan", "open_discussion", "find_session_for_room",
    "refuse_other_kind",
    "open_minutes_to_write", "open_to_write", "open_to_answer", "open_to_guard_round",
    "open_minutes", "open_circle", "open_own_report",
    "open_to_withdraw", "open_to_call_off",
    "open_to_note", "open_to_name",
    "open_reopening",
    "open_session_page", "open_check", "open_to_explain", "open_to_confirm",
    "open_question", "open_departure", "open_extension_question", "is_extension_asked",
    # what moves is on record case by case
    "open_to_consult", "open_own_consult", "open_consult_to_answer",
    "open_to_signal", "open_signal", "open_signal_question",
    "open_to_hand_over", "open_asked_over", "open_by_telephone", "open_work_of",
    "open_to_hide", "open_secret_address", "open_to_share",
    "open_story_to_mark", "open_minutes_to_mark", "open_report_to_mark",
    "open_to_react", "open_reaction_to_answer",
    "open_told_to_mark", "open_minutes_to_read", "open_mark_to_answer",
    "open_merge", "open_merge_wish", "check_both", "open_takeover", "open_naming",
    "may_know_both", "may_see_former", "find_own_former",
    "open_intake", "open_intake_to_confirm",
    "open_to_contribute", "open_next_version", "open_contributions", "open_contribution_to_mark",
    "open_known_check",
})  # fmt: skip
# what is done to a case: on record as that act, and what it gives back is not shown
ACTS: Final = frozenset({
    "refer_group", "withdraw_group", "screen_group", "send_group_enquiries",
    "send_enquiries", "send_enquiry_again", "record_said", "withdraw_enquiry", "keep_answer",
    "answer_own_enquiry", "answer_all_not_known", "take_back_own_answer",
    "judge_not_acute", "convene_session", "record_telephone_answer", "name_deputy", "report_acute",
    "open_session", "close_session", "submit_referral", "open_case", "edit_referral",
    "withdraw_referral", "set_colour", "ask_for_missing", "apply_purpose_test", "weigh_case",
    "give_absence", "enter_absence", "record_answer", "write_next_plan", "agree_under_plan",
    "agree_action", "apply_colour", "save_discussion", "answer_action",
    "postpone_action", "escalate_action", "reassign_action",
    "confirm_arrival", "send_again", "agree", "refuse_ended_mandate", "hold_cases",
    "keep_wish", "take_back_wishes", "take_back", "carry_out_change",
    "ask_discussion", "withdraw_discussion", "move_case",
    "keep_discussion_wish", "write_round", "agree_to_continue", "ask_table", "answer_for_partner",
    "prolong_round", "choose_writer", "let_join",
    "note_minutes", "write_minutes", "approve_minutes", "object_to_minutes",
    "share_despite_objection",
    "tell_referrer_step",
    "find_seats_at_table", "find_seated", "find_seated_among", "agree_on_newcomers",
    "name_room", "add_partner", "complete_report", "turn_red", "mend_unsafe_number",
    "answer_check", "note_acute_again",
    "withdraw_report", "call_off_session", "undo_telephone_answer",
    "add_facts", "explain_criteria", "ask_second_member", "confirm_weighing", "decline_weighing",
    "ask_to_take_on", "accept_takeover", "decline_takeover", "ask_to_be_named", "say_naming",
    "promise_signal",
    "ask_to_confirm", "ask_to_confirm_intake", "ask_organisations", "answer_confirmation",
    "confirm_all", "keep_said",
    "take_back_confirmation", "note_confirmations", "settle_with", "settle_undone",
    "take_back_all", "settle_by_weighing_anew", "judge_anew",
    "save_session_page", "begin_session_minutes", "keep_owners",
    "ask_suppliers", "keep_supplier_answer", "note_telephone_answer", "answer_extension",
    "hold_case", "end_hold", "choose_going", "open_review", "keep_longer",
    "let_go_early",
    "find_first_asking",
    "prioritise_case", "end_priority", "leave_prioritised",
    "link_cases", "unlink_cases", "ask_or_merge", "confirm_merge", "leave_apart", "merge_two",
    "say_informing",
    "ask_to_reopen", "confirm_reopening", "leave_closed",
    "close_case", "pause_case", "return_case", "leave_house_work", "refuse_running_session",
    "leave_agendas", "involve_partner", "remove_partner",
    "choose_note_taker",
    "hide_address", "share_address", "end_share",
    "mark_incorrect", "let_statement_stand", "correct_statement", "correct_identity",
    "refuse_weighed", "react", "keep_as_it_is", "take_up_again", "withdraw_advice",
    "end_withdrawal", "end_open_actions",
    "tell_of_running_session", "find_mark_row",
    "remind_supplier", "stand_as_supplier", "find_code_known", "add_to_kept_report",
    "forget_marks_of", "stand_as_knowing", "add_knowing",
    "contribute", "withdraw_contribution", "record_known_check",
    "tell_intake", "confirm_intake", "keep_told",
    "ask_to_leave", "confirm_departure", "decline_departure",
    "send_signal", "rewrite_signal", "withdraw_signal", "note_signal_said", "keep_signal_said",
    "record_handed_over", "answer_signal",
    "ask_consult", "take_on_consult", "answer_consult", "ask_on_consult", "close_consult",
    "ask_to_take_over", "withdraw_hand_over", "accept_hand_over", "decline_hand_over", "move_held",
    "take_over_round", "take_over_asked",
    "take_over_questions", "ask_new_referrer", "end_asked_before",
    "withdraw_for_another", "hand_action", "give_orphan", "let_orphan_go", "take_over_place",
    "ask_case_director", "choose_director", "accept_directing", "decline_directing",
    "import_cases",
})  # fmt: skip
# what is of the house, or the member's own words, and nothing of a case; ``moved_on`` says who was
# first to somebody who may see the case
OF_NO_CASE: Final = frozenset({
    "open_meeting", "call_off_meeting", "move_meeting", "find_own_parts",
    "list_addable", "list_partners", "find_speakers", "find_duty", "view_duty", "begin_report",
    "resume_report", "moved_on", "find_draft", "list_waiting_drafts",
    "find_latest_draft", "begin_draft", "save_draft", "end_draft", "find_others", "begin_referral",
    "list_who_may_stand_in", "name_stand_in", "withdraw_deputies", "decline_stand_in",
    "list_standing_in", "list_stand_ins", "follow_absence", "answers_for", "find_own_answer",
    "view_absences", "withdraw_absence", "list_asked", "list_who_may_be_away", "find_meeting",
    "resume_referral", "find_case_directors", "list_deciders", "record_refusal", "find_own_wish",
    "view_figures",
    # a mark, and how many
    "find_groups_referred", "count_to_withdraw", "find_wishes_to_ask", "refuse_incomplete",
    # how much somebody holds, and whom they asked
    # of no case; what is read goes on record: tests/services/test_consult.py
    "read_consult", "refer_from_consult", "list_own_consults", "list_consults_to_answer",
    "list_addressees", "form_signal_said",
    "view_hand_over", "find_why_not", "list_asked_over", "view_for_others",
    # the rota: names of colleagues and days
    "view_drills", "join_drills", "leave_drills",
    "check_start", "start_drill", "stop_drill", "find_running_drill", "add_drill",
    "view_rota", "list_colleagues", "list_own_swaps", "offer_swap", "accept_swap", "decline_swap",
    "withdraw_swap", "find_turn", "open_rota", "set_turn", "take_turn_away", "replace_rota",
    "list_kinds_to_choose", "view_receipt",
    # what the house published for everybody
    "find_published",
    # the register of mandates: of no case
    "list_mandates",
    # a code, a time and a place, for who takes notes there
    "view_notes",
    # the own reports, and only where they are
    "list_reports_of_own",
    # what a weighing does, and whether it needs a second member
    # which version is the last, and that there comes no other now
    # that an address is known or secret, never which
    "is_address_hidden", "is_address_known", "find_address_ground",
    "find_told_last", "let_nothing_be_added",
    # that something was contributed, never what; and on what the own organisation may
    "list_contributed_to", "list_own_grounds",
    # who referred it, and that nothing was told since
    "name_telephoned", "find_intake_told_last",
    "needs_second_member", "plan_weighing", "check_plan", "weigh_as_planned",
})  # fmt: skip
SHOWING: Final = {
    *OF_A_CASE, *OF_A_REPORT, *OF_A_SESSION, *OF_AN_INVITATION, *OF_AN_ACTION, *OF_A_PLAN,
    *OF_AN_AGENDA,
    *OF_A_WORKBENCH, *OF_A_TABLE, *OF_A_ROUND, "find_gap", "list_unfinished", "list_times_of",
    "answer_own_request", "view_background", "list_takers", "record_discussion_seen",
    "view_minutes", "view_case_minutes", "list_own_minutes", "record_writing_seen",
    "read_to_explain", "record_criteria_seen", "find_criteria_gap", "list_own_criteria",
    "record_weighing_seen", "view_held", "list_to_confirm",
    "find_acute_before", "list_reopenings", "view_check", "list_own_checks", "reveal_noted_report",
    "find_alike", "find_acute_alike", "find_full_list", "find_last_priority",
    "plan_import",
    "list_parts_to_tick", "record_parts_seen", "list_orphans", "open_orphan",
    "view_to_withdraw",
    "export_case", "copy_case", "read_whole_page", "read_told_before", "read_shared_minutes",
    "read_session_records",
    # in tests/services/test_enquiry.py and test_enquiry_answer.py
    "view_enquiries", "list_enquiries", "list_to_ask", "list_own_enquiries", "view_subjects",
    "view_subject_asked", "find_ground_needed", "list_enquiry_news",
    # in tests/services/test_known_check.py
    "list_supplied", "list_nameable",
    # in tests/services/test_signal.py
    "read_signal", "read_signal_question", "list_signals", "read_case_signals", "print_signal",
    # in tests/services/test_group_referral.py and tests/dialogs/test_group_screening.py
    "view_group", "open_group_screening", "list_group_partners",
    # in tests/services/test_intake.py
    "read_intake", "read_to_fill", "record_intake_seen", "read_intake_to_confirm",
    "list_own_intakes", "view_intake_gaps",
    # in tests/services/test_takeover.py
    "view_to_take_on", "reveal_whom", "list_takeovers", "find_takeover_before",
    # in tests/services/test_involved_answer.py
    "view_naming", "list_namings", "take_back_naming_answer", "list_to_be_named", "read_involved",
    # in tests/services/test_confirmation.py and tests/services/test_confirmation_settling.py
    "list_to_agree", "list_in_doubt", "open_confirmations_to_note", "open_contested",
    # in tests/services/test_confirmation_reading.py
    "read_agreements_said",
}  # fmt: skip


def list_services() -> set[str]:
    """Every service of a member's turn."""
    found = set()
    for module in pkgutil.walk_packages(services.__path__, "services."):
        for name, one in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(one) and one.__module__ == module.name and name[0] != "_":
                first = next(iter(inspect.signature(one).parameters.values()), None)
                found |= {name} if first and first.annotation is Context else set()
    return found


def test_every_service_of_a_turn_says_whether_it_shows_something():
    assert list_services() == SHOWING | PERMITS | ACTS | OF_NO_CASE
    assert not SHOWING & (PERMITS | ACTS | OF_NO_CASE)
