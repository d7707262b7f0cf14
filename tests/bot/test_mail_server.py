"""The mail server an operator sets: read as it is, refused in words, its password never shown."""

import pytest

from bot.running.settings import SettingsError, read_settings
from bot.sending.mail_server import MailServer

SECRET = "hunter2-Canary"
FROM = "?from=agenda@zvh.example"


@pytest.mark.parametrize(
    ("text", "host", "port", "is_tls"),
    [
        (f"smtp://mail.example.org{FROM}", "mail.example.org", 587, False),
        (f"smtps://mail.example.org{FROM}", "mail.example.org", 465, True),
        (f"smtp://[::1]:2525/{FROM}", "::1", 2525, False),
    ],
)
def test_host_port_and_tls_are_as_set_or_usual(
    text: str, host: str, port: int, is_tls: bool
) -> None:
    server = MailServer.parse(text)
    assert (server.host, server.port, server.is_tls) == (host, port, is_tls)
    assert (server.sender, server.user, server.password) == ("agenda@zvh.example", "", "")


def test_a_login_may_hold_any_sign_and_be_the_address_of_the_sender() -> None:
    server = MailServer.parse("smtp://agenda%40zvh.example:p%40ss%2F%3A@mail.example.org")
    assert (server.sender, server.password) == ("agenda@zvh.example", "p@ss/:")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"http://mail.example.org{FROM}", "should be smtp://"),
        (f"smtp://{FROM}", "should be smtp://"),
        (f"smtp://mail.example.org:mail{FROM}", "should be smtp://"),
        (f"smtp://mail.example.org:99999{FROM}", "should be smtp://"),
        (f"smtp://mail.example.org/{SECRET}{FROM}", "should be smtp://"),
        (f"smtp://bot@mail.example.org{FROM}", "a user and a password, or neither"),
        (f"smtp://:{SECRET}@mail.example.org{FROM}", "a user and a password, or neither"),
        (f"smtp://bot:{SECRET}@mail.example.org", "should name the address of the sender"),
        ("smtp://mail.example.org?from=nobody", "should name the address of the sender"),
        ("smtp://mail.example.org?from=a@b.c%0d%0aBcc:x@y.z", "the address of the sender"),
        (f"smtp://mail.example.org{FROM}&from=b@zvh.example", "the address of the sender"),
        (f"smtp://mail.example.org{FROM}&starttls=no", "has an option that is not known"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words_without_what_was_given(
    monkeypatch: pytest.MonkeyPatch, text: str, why: str
) -> None:
    monkeypatch.setenv("STOPLICHT_SMTP_URL", text)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert "STOPLICHT_SMTP_URL" in str(caught.value)
    assert why in str(caught.value)
    assert SECRET not in str(caught.value)


def test_the_password_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOPLICHT_SMTP_URL", f"smtp://bot:{SECRET}@127.0.0.1:25{FROM}")
    settings = read_settings()
    assert settings.smtp_url is not None
    assert settings.smtp_url.password == SECRET
    shown = f"{settings!r}{settings.explain()}{settings.smtp_url}{settings.smtp_url!r}"
    assert SECRET not in shown
    assert f"smtp://127.0.0.1:25{FROM}" in shown


def test_the_pretend_house_mails_nobody_outside_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STOPLICHT_SMTP_URL", f"smtps://mail.example.org{FROM}")
    with pytest.raises(SettingsError, match="should name a server on this machine in local"):
        read_settings()


def test_without_the_setting_no_mail_is_sent() -> None:
    assert read_settings().smtp_url is None
