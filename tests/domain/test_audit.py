import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Ground, Involvement, Refusal
from domain.acute_circle import InviteReason
from domain.audit import (
    HOUSE_CHAIN,
    AuditEntry,
    AuditEvent,
    AuditOutcome,
    AuditReason,
    ChainName,
    EntryChange,
    name_chain,
    name_look,
    name_operator,
)
from domain.audit_chain import (
    AuditLink,
    BreakKind,
    ChainBreak,
    ChainHead,
    canonical_bytes,
    chain_hash,
    start_chain,
    verify_chain,
)
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.member import Role
from domain.sight import SeenPart, Sight

LOOKS = {AuditEvent.SEEN, AuditEvent.IDENTITY_REVEALED}
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CASE = CaseId("case-1")
CHAIN = name_chain(CASE)
ENTRY = AuditEntry(
    event=AuditEvent.COLOUR_SET,
    at=NOW,
    who=MemberId("member-1"),
    organisation=OrganisationId("org-1"),
    roles=frozenset({Role.PROCESS_DIRECTOR, Role.PROFESSIONAL}),
    case_id=CASE,
)


def _entries(count: int) -> list[AuditEntry]:
    return [replace(ENTRY, at=NOW + timedelta(minutes=number)) for number in range(count)]


def _chain(entries: list[AuditEntry], chain: ChainName = CHAIN) -> list[AuditLink]:
    links, previous = [], start_chain(chain)
    for sequence, entry in enumerate(entries, start=1):
        previous = chain_hash(previous, entry)
        links.append(AuditLink(sequence=sequence, entry=entry, hash=previous))
    return links


def _head(link: AuditLink) -> ChainHead:
    return ChainHead(chain=CHAIN, sequence=link.sequence, hash=link.hash)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_an_untouched_chain_is_intact(count: int):
    links = _chain(_entries(count))
    verdict = verify_chain(CHAIN, links, [_head(link) for link in links])
    assert verdict.is_intact
    assert verdict.length == count


@pytest.mark.parametrize(
    "change",
    [
        {"event": AuditEvent.WEIGHED},
        {"at": NOW + timedelta(microseconds=1)},
        {"who": MemberId("member-2")},
        {"who": None},
        {"organisation": OrganisationId("org-2")},
        {"roles": frozenset({Role.PROFESSIONAL})},
        {"on_behalf_of": OrganisationId("org-2")},
        {"case_id": CaseId("case-2")},
        {"subject": "session-1"},
        {"outcome": AuditOutcome.REFUSED},
        {"reason": AuditReason.ACUTE},
        {"change": EntryChange.ADDED},
        {"operator": name_operator("root")},
        {
            "event": AuditEvent.SEEN,
            "part": SeenPart.STORY,
            "ground": Ground.REFERRER,
        },
    ],
    ids="-".join,
)
def test_each_changed_field_shows_at_its_place(change: dict[str, object]):
    links = _chain([ENTRY] * 5)
    links[2] = replace(links[2], entry=replace(links[2].entry, **change))
    verdict = verify_chain(CHAIN, links)
    assert verdict.first_break == ChainBreak(sequence=3, kind=BreakKind.ALTERED)


@given(count=st.integers(2, 8), data=st.data())
def test_a_deleted_entry_shows_wherever_it_was(count: int, data: st.DataObject):
    links = _chain(_entries(count))
    gone = data.draw(st.integers(0, count - 2))
    del links[gone]
    assert verify_chain(CHAIN, links).first_break == ChainBreak(
        sequence=gone + 1, kind=BreakKind.MISSING
    )


@given(count=st.integers(2, 8), data=st.data())
def test_a_deleted_entry_shows_when_the_rest_is_renumbered(count: int, data: st.DataObject):
    links = _chain(_entries(count))
    gone = data.draw(st.integers(0, count - 2))
    del links[gone]
    renumbered = [replace(link, sequence=place) for place, link in enumerate(links, start=1)]
    assert verify_chain(CHAIN, renumbered).first_break == ChainBreak(
        sequence=gone + 1, kind=BreakKind.ALTERED
    )


def test_swapped_entries_show():
    links = _chain(_entries(4))
    links[1], links[2] = replace(links[2], sequence=2), replace(links[1], sequence=3)
    assert verify_chain(CHAIN, links).first_break == ChainBreak(sequence=2, kind=BreakKind.ALTERED)


def test_a_cut_off_tail_shows_against_a_signed_head_only():
    links = _chain(_entries(5))
    signed = [_head(links[2]), _head(links[4])]
    assert verify_chain(CHAIN, links[:3]).is_intact
    assert verify_chain(CHAIN, links[:3], signed).first_break == ChainBreak(
        sequence=4, kind=BreakKind.CUT_OFF
    )
    assert verify_chain(CHAIN, [], signed).first_break == ChainBreak(
        sequence=1, kind=BreakKind.CUT_OFF
    )


def test_a_chain_rewritten_as_a_whole_shows_against_a_signed_head():
    signed = [_head(_chain(_entries(5))[3])]
    rewritten = _chain([replace(entry, who=None) for entry in _entries(6)])
    assert verify_chain(CHAIN, rewritten).is_intact
    assert verify_chain(CHAIN, rewritten, signed).first_break == ChainBreak(
        sequence=4, kind=BreakKind.ALTERED
    )


def test_one_chain_cannot_pass_for_another():
    of_house = _chain([replace(ENTRY, case_id=None)], HOUSE_CHAIN)
    assert verify_chain(HOUSE_CHAIN, of_house).is_intact
    assert not verify_chain(CHAIN, of_house).is_intact
    assert name_chain(CaseId("house")) != HOUSE_CHAIN


def test_an_entry_is_written_in_one_way_only():
    content = json.loads(canonical_bytes(replace(ENTRY, roles=frozenset(Role))))
    assert content["roles"] == sorted(Role)
    assert content["at"] == "2026-11-23T09:00:00.000000+00:00"
    assert content["reason"] is None


@pytest.mark.parametrize(
    "field", ["who", "organisation", "on_behalf_of", "case_id", "subject", "operator"]
)
@pytest.mark.parametrize(
    "content", ["Jan Jansen", "jan@example.org", "", "x" * 81, "één", "a\nb", "+31 6 12345678"]
)
def test_what_is_no_id_cannot_get_on_record(field: str, content: str):
    with pytest.raises(ValueError, match="ids and codes only"):
        replace(ENTRY, **{field: content})


@pytest.mark.parametrize(
    "at", [NOW.replace(tzinfo=None), NOW.astimezone(timezone(timedelta(hours=1)))]
)
def test_an_entry_is_timed_in_utc(at: datetime):
    with pytest.raises(ValueError, match="UTC"):
        replace(ENTRY, at=at)


def test_an_altered_part_or_ground_shows():
    look = Sight(part=SeenPart.STORY, ground=Ground.REFERRER, case_id=CASE)
    links = _chain([form_look(look)])
    for change in ({"part": SeenPart.PHASE}, {"ground": Ground.CIRCLE}):
        altered = replace(links[0], entry=replace(links[0].entry, **change))
        assert verify_chain(CHAIN, [altered]).first_break == ChainBreak(
            sequence=1, kind=BreakKind.ALTERED
        )


def form_look(sight: Sight) -> AuditEntry:
    return replace(ENTRY, event=name_look(sight.part), part=sight.part, ground=sight.ground)


def test_a_look_without_part_or_ground_cannot_get_on_record():
    look = form_look(Sight(part=SeenPart.IDENTITY, ground=Ground.CIRCLE, case_id=CASE))
    for change in (
        {"part": None},
        {"ground": None},
        {"part": None, "ground": None},
        {"event": AuditEvent.COLOUR_SET},
    ):
        with pytest.raises(ValueError, match="a look"):
            replace(look, **change)


def test_an_identity_stands_out_on_record():
    events = {part: name_look(part) for part in SeenPart}
    assert events.pop(SeenPart.IDENTITY) is AuditEvent.IDENTITY_REVEALED
    assert set(events.values()) == {AuditEvent.SEEN}


@pytest.mark.parametrize(
    ("account", "operator"),
    [("root", "root"), ("HUIS\\bea", "HUIS_bea"), ("bea jansen", "bea_jansen"), ("", "unknown")],
)
def test_an_account_of_the_machine_is_named_as_an_id(account: str, operator: str):
    entry = AuditEntry(event=AuditEvent.HOUSE_LOADED, at=NOW, operator=name_operator(account))
    assert entry.operator == operator


def test_each_refusal_of_the_read_policy_has_a_reason_on_record():
    assert {refusal.value for refusal in Refusal} <= {reason.value for reason in AuditReason}


def test_each_role_and_each_involvement_that_gives_a_right_is_a_ground():
    grounds = {ground.value for ground in Ground}
    one_way = {one for one in Involvement if one.ways == (one,)}
    by_standing = {*Role, *one_way} - {Involvement.NONE, Involvement.FORMER}
    assert grounds == by_standing | {Ground.SUPPLIER}


def test_every_reason_to_invite_can_go_on_record():
    assert {one.value for one in InviteReason} <= {reason.value for reason in AuditReason}


@pytest.mark.parametrize("event", AuditEvent)
def test_every_event_is_put_on_record_by_something(event: AuditEvent):
    root = Path(__file__).parents[2]
    program = [path for floor in ("services", "bot") for path in (root / floor).rglob("*.py")]
    word = "record_seen" if event in LOOKS else rf"AuditEvent\.{event.name}"
    mentioned = re.compile(rf"{word}\b")
    assert any(mentioned.search(path.read_text(encoding="utf-8")) for path in program)
