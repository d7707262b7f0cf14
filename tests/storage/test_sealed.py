import json
import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, LargeBinary, MetaData, Table

from domain.acute_circle import CircleDecision, InviteReason
from domain.acute_report import AcuteReport
from domain.acute_session import AcuteTest
from domain.agreement import Agreement, Asked, AskedHow, Signature
from domain.case_circle import Involving
from domain.case_import import WrittenCase, WrittenPartner
from domain.consult import ConsultLine, SaidAs
from domain.discussion import DiscussionText
from domain.house import PriorityCriterion
from domain.identifiers import CaseId, MemberId, OrganisationId, PriorityCriterionId
from domain.incorrect import MarkWords
from domain.merging import MergeReason
from domain.minutes import MinutesContent
from domain.plan_of_action import PlanText
from domain.priority import PriorityDecision, PriorityStep
from domain.referral import Aim, Criterion, ExplainedCriterion, Fulfilment, Identity, Referral
from domain.screening import Gap, PurposeTest, ReferralPart
from domain.stoplight import Colour
from domain.weighing import Verdict
from domain.written_round import RoundLines
from storage.acute_sessions import (
    sealed_circle,
    sealed_link,
    sealed_report,
    sealed_test,
)
from storage.address_shares import sealed_share_reason
from storage.agreed_actions import sealed_note, sealed_what
from storage.case_imports import sealed_import
from storage.circle import sealed_involving, sealed_left_why
from storage.colours import sealed_reason
from storage.consults import sealed_consult
from storage.departures import sealed_departure
from storage.director_requests import sealed_why_declined
from storage.discussion_wishes import sealed_wish
from storage.discussions import sealed_discussion
from storage.drafts import DraftContent, sealed_draft
from storage.hand_overs import sealed_why_not
from storage.incorrect_marks import sealed_mark
from storage.linked_cases import sealed_linking, sealed_unlinking
from storage.merged_cases import sealed_merge_wish, sealed_merging
from storage.minutes import sealed_minutes, sealed_objection
from storage.plans_of_action import sealed_plan
from storage.priorities import sealed_priority
from storage.referrals import sealed_referral
from storage.retention_holds import sealed_hold
from storage.sealed import SealedColumn, UnreadableContentError
from storage.secret_addresses import sealed_address, sealed_look_reason
from storage.signals import SignalContent, sealed_signal
from storage.weighings import sealed_outcome, sealed_verdict
from storage.written_rounds import sealed_lines
from tests.support import acute, cases
from tests.support.discussions import SAID
from tests.support.minutes import CONTENT
from tests.support.plans_of_action import a_plan
from tests.support.signals import HANDED, SAID_OF_SIGNAL, TO_INSTITUTION
from tests.support.written_rounds import LINES

CANARY: Final = cases.CANARY
HARM: Final = ExplainedCriterion(
    criterion=Criterion.HARM, fulfilment=Fulfilment.YES, explanation=CANARY
)
REFERRAL: Final = Referral(
    identity=Identity(name=CANARY, born_on=date(1990, 5, 1)),
    why_now=f"{CANARY} dreigt",
    aim=Aim.OTHER_QUESTION,
    criteria=(HARM,),
    question="Wie kent hem?",
)
SIGNAL_CONTENT: Final = SignalContent(
    text=replace(TO_INSTITUTION, finding=CANARY), suppliers=(SAID_OF_SIGNAL,), handed_over=HANDED
)
SAID_LINES: Final = (
    ConsultLine(
        said_as=SaidAs.ASKED,
        by=MemberId("agent"),
        at=datetime(2026, 2, 9, 9, 0, tzinfo=UTC),
        text=CANARY,
    ),
)
INVOLVING: Final = Involving(
    why=CANARY,
    agreement=Agreement(
        organisations=frozenset({OrganisationId("police")}),
        asked=Asked(on=date(2026, 2, 9), how=AskedHow.TELEPHONE),
    ),
)
PRIORITY: Final = PriorityDecision(
    case=CaseId("case"),
    step=PriorityStep.PLACED,
    signed=Signature(
        by=MemberId("sanne"),
        organisation=OrganisationId("city"),
        at=datetime(2026, 2, 9, 9, tzinfo=UTC),
        on=date(2026, 2, 9),
    ),
    reason=CANARY,
    met=(PriorityCriterion(id=PriorityCriterionId("victims"), text="Slachtoffers."),),
    criteria_version="2026-A",
    criteria_address="https://www.example.org/criteria",
    agreement=INVOLVING.agreement,
)
MERGING: Final = MergeReason(
    reason=CANARY,
    agreement=INVOLVING.agreement,
    signed=PRIORITY.signed,
    confirmed_by=MemberId("iris"),
    against=CANARY,
)
WRITTEN: Final = WrittenCase(
    number=CANARY,
    first_on=date(2025, 3, 1),
    identity=Identity(name=CANARY, born_on=date(1990, 5, 1)),
    colour=Colour.RED,
    reason=CANARY,
    minutes=None,
    review_on=None,
    circle=(WrittenPartner(organisation=CANARY),),
    director="",
)
DRAFT: Final = DraftContent(
    about={"code": CANARY},
    answers={"name": CANARY, "minutes": 15, "is_minor": False, "partners": (CANARY,)},
)
KINDS: Final[dict[str, tuple[SealedColumn[Any], Any, Any]]] = {
    "referral": (sealed_referral, Referral, REFERRAL),
    "gap": (sealed_outcome, Gap, cases.GAP),
    "purpose_test": (sealed_outcome, PurposeTest, cases.PURPOSE_TEST),
    "verdict": (sealed_verdict, Verdict, cases.a_weighing().verdict),
    "reason": (sealed_reason, str, CANARY),
    "wish": (sealed_wish, str, CANARY),
    "hold": (sealed_hold, str, CANARY),
    "linking": (sealed_linking, str, CANARY),
    "merging": (sealed_merging, MergeReason, MERGING),
    "merge_wish": (sealed_merge_wish, MergeReason, MERGING),
    "unlinking": (sealed_unlinking, str, CANARY),
    "priority": (sealed_priority, PriorityDecision, PRIORITY),
    "import": (sealed_import, WrittenCase, WRITTEN),
    "involving": (sealed_involving, Involving, INVOLVING),
    "address": (sealed_address, str, CANARY),
    "share": (sealed_share_reason, str, CANARY),
    "look": (sealed_look_reason, str, CANARY),
    "words": (sealed_mark, MarkWords, MarkWords(what=CANARY, answer=CANARY)),
    "said": (sealed_departure, str, CANARY),
    "signal": (sealed_signal, SignalContent, SIGNAL_CONTENT),
    "consult": (sealed_consult, tuple[ConsultLine, ...], SAID_LINES),
    "why_not": (sealed_why_not, str, CANARY),
    "why_declined": (sealed_why_declined, str, CANARY),
    "left_why": (sealed_left_why, str, CANARY),
    "report": (sealed_report, AcuteReport, acute.REPORT),
    "test": (sealed_test, AcuteTest, acute.TEST),
    "circle": (sealed_circle, CircleDecision, acute.CIRCLE),
    "plan": (sealed_plan, PlanText, a_plan().text),
    "discussion": (sealed_discussion, DiscussionText, SAID),
    "minutes": (sealed_minutes, MinutesContent, CONTENT),
    "objection": (sealed_objection, str, CANARY),
    "lines": (sealed_lines, RoundLines, LINES),
    "what": (sealed_what, str, CANARY),
    "note": (sealed_note, str, CANARY),
    "link": (sealed_link, str, acute.TEAMS_LINK),
    "draft": (sealed_draft, DraftContent, DRAFT),
}
EACH_KIND: Final = pytest.mark.parametrize("name", KINDS)
FIXED: Final = pytest.mark.parametrize("name", sorted({*KINDS} - {"draft"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    text: str
    at: datetime
    number: int = 0


def a_column(kind: Any, version: int = 1) -> SealedColumn[Any]:
    table = Table("notes", MetaData(), Column("content", LargeBinary()))
    return SealedColumn[Any](table.c.content, kind, version)


def objects_in(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        yield content
        content = list(content.values())
    if isinstance(content, list):
        for part in content:
            yield from objects_in(part)


def write_json(content: Any) -> str:
    return json.dumps(content, separators=(",", ":"))


def must_refuse(column: SealedColumn[Any], text: str) -> None:
    with pytest.raises(UnreadableContentError) as refused:
        column.read(text)
    assert refused.value.__context__ is None
    assert CANARY not in "".join(traceback.format_exception(refused.value))


@EACH_KIND
@given(data=st.data())
def test_what_was_sealed_comes_back_as_it_was(name: str, data: st.DataObject):
    column, kind, _ = KINDS[name]
    content = data.draw(st.from_type(kind))
    text = column.write(content)
    assert column.read(text) == content
    assert column.write(column.read(text)) == text


@EACH_KIND
def test_the_examples_come_back_as_they_were(name: str):
    column, _, example = KINDS[name]
    assert column.read(column.write(example)) == example


def test_any_frozen_dataclass_can_be_sealed():
    note, column = Note(text=CANARY, at=datetime(2026, 2, 9, 9, tzinfo=UTC)), a_column(Note)
    assert column.read(column.write(note)) == note


def test_enumerations_come_back_as_themselves_and_not_as_texts():
    found = sealed_referral.read(sealed_referral.write(REFERRAL))
    assert found.explained(Criterion.HARM) == HARM
    decision = sealed_circle.read(sealed_circle.write(acute.CIRCLE))
    assert decision.seats[0].reason is InviteReason.RULE


def test_a_set_is_written_in_one_order():
    gap = Gap(parts=frozenset(ReferralPart), wanted="alles")
    _, content = json.loads(sealed_outcome.write(gap))
    assert content["parts"] == sorted(ReferralPart)


def test_a_screening_a_weighing_and_an_acute_test_write_an_agreement_in_one_shape():
    screening = replace(cases.PURPOSE_TEST, agreement=acute.MANDATE)
    verdict = replace(cases.a_weighing().verdict, agreement=acute.MANDATE)
    texts = (
        sealed_outcome.write(screening),
        sealed_verdict.write(verdict),
        sealed_test.write(acute.TEST),
    )
    shapes = [json.loads(text)[1]["agreement"] for text in texts]
    assert shapes == [shapes[0]] * 3


def test_a_text_that_looks_like_a_date_stays_a_text():
    content = DraftContent(about={}, answers={"born": "2026-01-01", "number": "7", "yes": "true"})
    assert sealed_draft.read(sealed_draft.write(content)) == content


@EACH_KIND
@pytest.mark.parametrize("version", ["0", "2", '"1"', "true", "1.0", "null"])
def test_what_another_version_wrote_is_refused(name: str, version: str):
    column, _, example = KINDS[name]
    must_refuse(column, f"[{version},{column.write(example).removeprefix('[1,')}")


def test_a_newer_version_refuses_what_an_older_one_wrote():
    must_refuse(a_column(str, 2), a_column(str, 1).write(CANARY))


@FIXED
def test_a_missing_field_is_refused_also_one_with_a_default(name: str):
    column, _, example = KINDS[name]
    text = column.write(example)
    for place, found in enumerate(objects_in(json.loads(text))):
        for field in found:
            content = json.loads(text)
            del list(objects_in(content))[place][field]
            must_refuse(column, write_json(content))


@pytest.mark.parametrize("text", ['{"about":{}}', '{"answers":{}}', "{}"])
def test_a_draft_without_its_subject_or_its_answers_is_refused(text: str):
    must_refuse(sealed_draft, f"[1,{text}]")


@FIXED
def test_a_field_too_many_is_refused(name: str):
    column, _, example = KINDS[name]
    text = column.write(example)
    for place, _ in enumerate(objects_in(json.loads(text))):
        content = json.loads(text)
        list(objects_in(content))[place][CANARY] = CANARY
        must_refuse(column, write_json(content))


@EACH_KIND
@pytest.mark.parametrize("other", [1.5, None, [[CANARY]], {"x": None}, {"x": {"y": CANARY}}])
def test_content_of_another_type_is_refused(name: str, other: object):
    must_refuse(KINDS[name][0], write_json([1, other]))


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ('"harm"', f'"{CANARY}"'),  # an enumeration that has no such value
        ('"harm"', '"HARM"'),
        ('"yes"', "true"),
        ('"1990-05-01"', '"1990-05-01T00:00:00"'),
        ('"1990-05-01"', '"1990-13-01"'),
        ('"1990-05-01"', "641520000"),
        ('"1990-05-01"', f'"{CANARY}"'),
        ('"Wie kent hem?"', "7"),
        ('"Wie kent hem?"', "null"),
        ('"Wie kent hem?"', r'"\ud800"'),
        ('"partners":[]', '"partners":["a",7]'),
        ('"partners":[]', '"partners":{}'),
        ('"question":', '"question":"x","question":'),
        ('"question":', ' "question":'),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_refused(written: str, other: str):
    text = sealed_referral.write(REFERRAL)
    assert text.count(written) == 1
    must_refuse(sealed_referral, text.replace(written, other))


@pytest.mark.parametrize("parts", ['["who","aim"]', '["aim","aim"]'])
def test_a_set_written_in_another_way_is_refused(parts: str):
    must_refuse(sealed_outcome, f'[1,{{"parts":{parts},"wanted":"x"}}]')
    assert sealed_outcome.read('[1,{"parts":["aim","who"],"wanted":"x"}]')


@pytest.mark.parametrize("text", ["", CANARY, "[]", "[1]", f'[1,"{CANARY}', f'[1,"{CANARY}",2]'])
def test_what_is_no_whole_text_is_refused(text: str):
    must_refuse(sealed_reason, text)


@pytest.mark.parametrize(
    ("column", "content"),
    [
        (sealed_reason, 7),
        (sealed_reason, f"{CANARY}\ud800"),
        (sealed_referral, replace(REFERRAL, aim=CANARY)),
        (sealed_referral, replace(REFERRAL, why_now=None)),
        (sealed_draft, DraftContent(about={}, answers={"weight": 1.5})),
        (sealed_draft, DraftContent(about={CANARY: None}, answers={})),
        (a_column(date), datetime(2026, 2, 9, tzinfo=UTC)),
    ],
)
def test_what_could_not_be_read_back_is_not_written(column: SealedColumn[Any], content: object):
    with pytest.raises(UnreadableContentError) as refused:
        column.write(content)
    assert CANARY not in "".join(traceback.format_exception(refused.value))


def test_a_type_without_a_written_form_is_refused_by_its_name():
    with pytest.raises(TypeError, match="bytes") as refused:
        a_column(bytes).write(CANARY.encode())
    assert CANARY not in "".join(traceback.format_exception(refused.value))


@EACH_KIND
def test_nothing_of_the_content_is_logged(name: str, caplog: pytest.LogCaptureFixture):
    column, _, example = KINDS[name]
    with caplog.at_level(logging.DEBUG):
        must_refuse(column, f"{column.write(example)}x")
    assert caplog.text == ""
