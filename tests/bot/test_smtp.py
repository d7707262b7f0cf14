"""The mail client against a real server on this machine that fails in every way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sending.mail_server import MailServer
from bot.sending.smtp import SmtpMailer, find_mail_trouble
from cards.calendar_mail import CalendarMail
from domain.delivery import AttemptResult
from tests.support.mail import MailFault, StandInMail, make_certificate, open_mail
from tests.support.patience import PATIENCE

R = AttemptResult
HASTE = timedelta(seconds=0.3)  # what a server that hangs is waited for
AT = datetime(2026, 2, 12, 8, 0, tzinfo=UTC)

MAIL = CalendarMail(
    address="nurse@care.example",
    house="Zorg- en Veiligheidshuis Rivierstad",
    subject="Stoplichtoverleg: u bent nodig",
    text="U bent nodig op donderdag 12 februari 2026, 09:00–09:30.\n",
    place="Stadhuis, zaal 2",
    starts_at=AT,
    ends_at=AT + timedelta(minutes=30),
    uid="0f" * 16,
    sequence=1,
    is_ended=False,
    written_at=AT - timedelta(days=1),
)


@pytest.fixture
async def mail(socket_enabled: None) -> AsyncIterator[StandInMail]:
    async with open_mail() as opened:
        yield opened


def a_mailer(mail: StandInMail, within: timedelta = timedelta(seconds=PATIENCE)) -> SmtpMailer:
    return SmtpMailer(mail.server, within)


async def test_a_mail_arrives_at_its_address_from_the_house(mail: StandInMail) -> None:
    attempt = await a_mailer(mail).send(MAIL)
    assert (attempt.result, attempt.status, attempt.remote_id) == (R.SENT, 250, MAIL.uid)
    [received] = mail.received
    assert received.address == "nurse@care.example"
    assert received.mail["From"] == ("Zorg- en Veiligheidshuis Rivierstad <agenda@zvh.example>")


@pytest.mark.parametrize(
    ("fault", "result", "copies"),
    [
        (MailFault.BUSY, R.NOT_SENT, 0),
        (MailFault.FULL, R.NOT_SENT, 0),
        (MailFault.REFUSED, R.REFUSED, 0),
        (MailFault.NOT_TAKEN, R.REFUSED, 0),
        (MailFault.DROP, R.NOT_SENT, 0),
        (MailFault.HANG, R.NOT_SENT, 0),
        (MailFault.DROP_AFTER, R.UNKNOWN, 1),
        (MailFault.HANG_AFTER, R.UNKNOWN, 1),
    ],
)
async def test_only_what_was_handed_over_without_an_answer_is_uncertain(
    mail: StandInMail, fault: MailFault, result: AttemptResult, copies: int
) -> None:
    mail.fail_next(fault)
    mailer = a_mailer(mail, HASTE)
    assert (await mailer.send(MAIL)).result is result
    assert len(mail.received) == copies
    mailer = a_mailer(mail)
    assert (await mailer.send(MAIL)).result is R.SENT


async def test_a_server_that_is_down_was_surely_handed_nothing(mail: StandInMail) -> None:
    async with open_mail() as down:
        pass
    attempt = await a_mailer(down).send(MAIL)
    assert (attempt.result, attempt.cause) == (R.NOT_SENT, "no_connection")


async def test_mails_that_leave_together_go_over_one_connection_also_after_a_refusal(
    mail: StandInMail,
) -> None:
    mail.fail_next(MailFault.REFUSED, MailFault.NOT_TAKEN)
    mailer = a_mailer(mail)
    mails = [replace(MAIL, address=f"nurse{n}@care.example") for n in range(5)]
    attempts = await asyncio.gather(*map(mailer.send, mails))
    assert [one.result for one in attempts] == [R.REFUSED, R.REFUSED, R.SENT, R.SENT, R.SENT]
    assert [one.address for one in mail.received] == [one.address for one in mails[2:]]
    assert mail.connections == 1


async def test_who_waits_behind_a_mail_that_reached_nobody_does_not_try_either(
    mail: StandInMail,
) -> None:
    mail.fail_next(MailFault.DROP)
    mailer = a_mailer(mail)
    attempts = await asyncio.gather(*(mailer.send(MAIL) for _ in range(5)))
    assert [one.result for one in attempts] == [R.NOT_SENT] * 5
    assert len(mail.recipients) == 1


async def test_a_mail_that_waits_too_long_for_its_turn_goes_back_unsent(
    mail: StandInMail,
) -> None:
    mailer = a_mailer(mail, HASTE)
    async with mailer._turn:
        assert (await mailer.send(MAIL)).result is R.NOT_SENT
    assert mail.recipients == []
    assert (await mailer.send(MAIL)).result is R.SENT


async def test_the_doctor_reaches_the_server_and_sends_nothing(mail: StandInMail) -> None:
    assert await find_mail_trouble(mail.server) == ""
    assert (mail.connections, mail.recipients) == (1, [])


async def test_the_doctor_says_that_a_server_cannot_be_reached_or_takes_no_login(
    mail: StandInMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_mail() as down:
        pass
    assert "cannot be reached" in await find_mail_trouble(down.server)
    with_login = replace(mail.server, user="bot", password="secret")
    assert "does it offer STARTTLS and a login" in await find_mail_trouble(with_login)
    monkeypatch.setattr(MailServer, "is_here", False)
    assert "does it offer STARTTLS" in await find_mail_trouble(mail.server)


async def test_no_more_than_a_batch_waits_for_the_server(mail: StandInMail) -> None:
    mailer = a_mailer(mail)
    attempts = await asyncio.gather(*(mailer.send(MAIL) for _ in range(20)))
    assert [one.result for one in attempts].count(R.SENT) == 16
    assert {one.cause for one in attempts if one.result is R.NOT_SENT} == {"too_much_at_once"}


async def test_the_bot_signs_in_over_tls_and_a_refused_login_is_tried_again_later(
    socket_enabled: None, tmp_path: Path
) -> None:
    certificate = make_certificate(tmp_path)
    mail = StandInMail(scheme="smtps", login="bot:secret@")
    options = {"authenticator": mail.sign_in, "auth_require_tls": False}
    async with open_mail(mail, certificate.of_server, **options):
        right = SmtpMailer(mail.server, tls=certificate.trusting)
        assert (await right.send(MAIL)).result is R.SENT
        wrong = SmtpMailer(replace(mail.server, password="guess"), tls=certificate.trusting)
        attempt = await wrong.send(MAIL)
        assert "refuses the user or the password" in await wrong.find_trouble()
    assert (attempt.result, attempt.status) == (R.NOT_SENT, 535)
    assert set(mail.logins) == {(b"bot", b"secret"), (b"bot", b"guess")}


async def test_a_server_with_a_certificate_nobody_vouches_for_is_told_nothing(
    socket_enabled: None, tmp_path: Path
) -> None:
    mail = StandInMail(scheme="smtps", login="bot:secret@")
    async with open_mail(mail, make_certificate(tmp_path).of_server):
        assert (await SmtpMailer(mail.server).send(MAIL)).result is R.NOT_SENT
        assert "does not trust" in await find_mail_trouble(mail.server)
        assert "secret" not in await find_mail_trouble(mail.server)
    assert (mail.logins, mail.recipients) == ([], [])


async def test_nothing_is_said_without_tls_to_a_server_elsewhere(
    mail: StandInMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MailServer, "is_here", False)
    attempt = await a_mailer(mail).send(MAIL)
    assert attempt.result is R.NOT_SENT
    assert mail.recipients == []
