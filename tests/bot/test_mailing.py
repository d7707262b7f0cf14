"""The sender between a real outbox and a real mail server that fails in every way."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sending.smtp import SmtpMailer
from cards.calendar_mail import CalendarMail
from domain.delivery import DeliveryState
from domain.identifiers import MemberId
from domain.notice import Notice, NoticeKind, PrivateNotice
from tests.bot.test_smtp import HASTE, MAIL
from tests.support.databases import SqliteFiles
from tests.support.mail import MailFault, StandInMail, open_mail
from tests.support.outbox import a_notice
from tests.support.patience import PATIENCE
from tests.support.sending import Sending, open_sending
from tests.support.teams import HANG

S = DeliveryState
NURSE = MemberId("nurse")


@dataclass
class Writer:
    """Writes a mail to whom a notice is for, with its subject as the number of the entry."""

    edits: list[bool] = field(default_factory=list)

    async def render(
        self, notice: Notice, *, is_stub: bool, is_posted: bool
    ) -> dict[str, Any] | CalendarMail | None:
        self.edits.append(is_posted)
        assert isinstance(notice, PrivateNotice)
        if notice.kind is not NoticeKind.OWN_TIMES_MAIL:
            return {"type": "message", "text": "stub" if is_stub else "in Teams"}
        return replace(MAIL, address=f"{notice.member}@a.example", sequence=int(notice.subject))


@dataclass
class Mailing:
    sending: Sending
    mail: StandInMail
    writer: Writer

    async def announce(self, notice: Notice) -> str:
        return await self.sending.announce(notice)

    @property
    def sequences(self) -> list[int]:
        return [one.event["SEQUENCE"] for one in self.mail.received]


def open_mailer(mailing: Mailing, within: timedelta) -> None:
    object.__setattr__(mailing.sending.sender, "mailer", SmtpMailer(mailing.mail.server, within))


@pytest.fixture
async def mailing(tmp_path: Path, sqlite_files: SqliteFiles) -> AsyncIterator[Mailing]:
    async with (
        sqlite_files.fresh() as url,
        open_sending(url, tmp_path) as opened,
        open_mail() as mail,
    ):
        mailing = Mailing(opened, mail, Writer())
        object.__setattr__(opened.sender, "rendering", mailing.writer)
        open_mailer(mailing, timedelta(seconds=PATIENCE))
        yield mailing


def an_entry(number: int, member: str = NURSE) -> PrivateNotice:
    return a_notice(
        NoticeKind.OWN_TIMES_MAIL,
        subject=str(number),
        member=MemberId(member),
        card=f"agenda:1:calendar:{member}",
    )


async def test_a_mail_goes_to_the_mail_server_and_no_call_to_teams(mailing: Mailing) -> None:
    assert await mailing.announce(an_entry(1)) == S.SENT
    assert [one.address for one in mailing.mail.received] == ["nurse@a.example"]
    assert mailing.sending.teams.calls == []


async def test_what_is_in_a_calendar_is_changed_there_under_its_id(mailing: Mailing) -> None:
    await mailing.announce(an_entry(1))
    assert await mailing.announce(an_entry(2)) == S.SENT
    assert mailing.writer.edits == [False, True]
    assert mailing.sequences == [1, 2]
    assert len({one.event["UID"] for one in mailing.mail.received}) == 1


@pytest.mark.parametrize(
    ("fault", "state", "copies"),
    [
        (MailFault.BUSY, S.PENDING, 0),
        (MailFault.FULL, S.PENDING, 0),
        (MailFault.DROP, S.PENDING, 0),
        (MailFault.REFUSED, S.DEAD, 0),
        (MailFault.NOT_TAKEN, S.DEAD, 0),
        (MailFault.DROP_AFTER, S.SENT, 2),
        (MailFault.HANG_AFTER, S.SENT, 2),
    ],
)
async def test_a_mail_fails_as_any_message_does(
    mailing: Mailing, fault: MailFault, state: DeliveryState, copies: int
) -> None:
    if fault is MailFault.HANG_AFTER:
        open_mailer(mailing, HASTE)
    mailing.mail.fail_next(fault)
    mailing.mail.is_released.clear()
    assert await mailing.announce(an_entry(1)) == state
    assert mailing.sequences == [1] * copies


async def test_a_mail_that_the_server_could_not_take_now_goes_later(mailing: Mailing) -> None:
    mailing.mail.fail_next(MailFault.BUSY)
    notice = an_entry(1)
    await mailing.announce(notice)
    await mailing.sending.office.let_pauses_end()
    await mailing.sending.send()
    assert await mailing.sending.office.state(notice.business_key) == S.SENT
    assert mailing.sequences == [1]


async def test_a_person_is_asked_about_a_mail_that_stays_uncertain_and_it_can_still_end(
    mailing: Mailing,
) -> None:
    mailing.mail.fail_next(MailFault.DROP_AFTER, MailFault.DROP_AFTER)
    assert await mailing.announce(an_entry(1)) == S.ASKED
    assert await mailing.announce(an_entry(2)) == S.SENT
    assert mailing.writer.edits[-1] is True
    assert mailing.sequences == [1, 1, 2]


async def test_a_mail_that_surely_never_left_is_in_no_calendar(mailing: Mailing) -> None:
    mailing.mail.fail_next(MailFault.REFUSED)
    await mailing.announce(an_entry(1))
    await mailing.announce(an_entry(2))
    assert mailing.writer.edits == [False, False]


async def test_a_sender_that_died_after_handing_over_hands_over_the_same_appointment_again(
    mailing: Mailing,
) -> None:
    notice = an_entry(1)
    await mailing.sending.office.announce(notice)
    await mailing.sending.office.die_calling()
    await mailing.sending.sender.mailer.send(replace(MAIL, sequence=1))
    await mailing.sending.send()
    assert await mailing.sending.office.state(notice.business_key) == S.SENT
    first, second = mailing.mail.received
    assert first.mail["Message-ID"] == second.mail["Message-ID"]
    assert first.event["UID"] == second.event["UID"]


async def test_a_mail_waits_for_no_message_in_teams_nor_the_other_way_round(
    mailing: Mailing,
) -> None:
    open_mailer(mailing, HASTE)
    mailing.sending.teams.fail_next(HANG)
    mailing.mail.fail_next(MailFault.HANG)
    in_teams, by_mail = a_notice(NoticeKind.OWN_TIMES, member=NURSE), an_entry(1)
    await mailing.sending.office.announce(in_teams, by_mail)
    assert {one.notice for one in await mailing.sending.office.claim()} == {in_teams, by_mail}


async def test_mail_that_hangs_holds_up_no_acute_message(mailing: Mailing) -> None:
    mailing.mail.fail_next(MailFault.HANG)
    await mailing.sending.office.announce(*(an_entry(1, f"nurse{n}") for n in range(70)))
    await mailing.sending.play(rounds=5)
    assert len(mailing.mail.recipients) == 1
    urgent = a_notice(NoticeKind.INVITATION)
    await mailing.sending.office.announce(urgent)
    await mailing.sending.play(rounds=2)
    assert await mailing.sending.office.state(urgent.business_key) == S.SENT
    mailing.mail.is_released.set()


async def test_a_house_without_a_mail_server_mails_nobody_and_fails_nothing(
    mailing: Mailing,
) -> None:
    object.__setattr__(mailing.sending.sender, "mailer", None)
    assert await mailing.announce(an_entry(1)) == S.OBSOLETE
    assert mailing.mail.received == []


async def test_when_the_bot_stops_no_mail_begins(mailing: Mailing) -> None:
    object.__setattr__(mailing.sending.sender, "is_stopping", lambda: True)
    assert await mailing.announce(an_entry(1)) == S.PENDING
    assert mailing.mail.recipients == []
