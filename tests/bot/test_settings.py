import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.running.settings import (
    CredentialKind,
    DialogFrame,
    Environment,
    LogFormat,
    Settings,
    SettingsError,
    read_settings,
)
from bot.sending.graph_address import GraphRung

ROOT = Path(__file__).parent.parent.parent
Read = Callable[..., Settings]
Refuse = Callable[..., SettingsError]
SECRET = "hunter2-Canary"
PRODUCTION = {
    "ENV": "production",
    "APP_ID": "11111111-2222-3333-4444-555555555555",
    "APP_TENANT_ID": "tenant-1",
    "ALLOWED_TENANTS": "tenant-1, tenant-2",
    "CREDENTIAL": "managed_identity",
    "DIALOG_FRAME": "task_module",
    "DATABASE_URL": "sqlite+aiosqlite:////data/stoplicht.db",
    "KEY_FILE": "/keys/keys.json",
    "KEY_STORE": "sqlite+aiosqlite:////keys/case-keys.db",
}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch):
    for name in list(os.environ):
        if name.upper().startswith("STOPLICHT_"):
            monkeypatch.delenv(name)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch):
    def read_with(base: dict[str, str] | None = None, **changes: str) -> Settings:
        for name, value in ((base or {}) | changes).items():
            monkeypatch.setenv(f"STOPLICHT_{name}", value)
        return read_settings()

    return read_with


@pytest.fixture
def refuse(read: Read):
    def refused(base: dict[str, str] | None = None, **changes: str) -> SettingsError:
        with pytest.raises(SettingsError) as caught:
            read(base, **changes)
        return caught.value

    return refused


def _names(error: SettingsError) -> list[str]:
    return [problem.name.removeprefix("STOPLICHT_") for problem in error.problems]


def test_with_nothing_set_it_is_a_local_bot_on_this_machine_only(read: Read):
    settings = read()
    assert settings.is_local
    assert (settings.host, settings.port, settings.admin_port) == ("127.0.0.1", 3978, 3979)
    assert settings.database_url == "sqlite+aiosqlite:///var/stoplicht.db"
    assert settings.key_file == Path("var/keys.json")
    assert settings.key_store == "sqlite+aiosqlite:///var/case-keys.db"
    assert settings.dialog_frame is DialogFrame.CHAT_CARD
    assert settings.log_format is LogFormat.CONSOLE
    assert settings.tick_seconds == 1


def test_a_complete_production_starts(read: Read):
    settings = read(PRODUCTION, HOST="0.0.0.0")  # noqa: S104 - what a container listens on
    assert settings.env is Environment.PRODUCTION
    assert settings.allowed_tenants == {"tenant-1", "tenant-2"}
    assert settings.credential is not None
    assert settings.credential.kind is CredentialKind.MANAGED_IDENTITY
    assert settings.dialog_frame is DialogFrame.TASK_MODULE
    assert settings.log_format is LogFormat.JSON
    assert settings.tick_seconds == 15


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"ENV"}))
def test_production_refuses_to_start_without(refuse: Refuse, name: str):
    without = {key: value for key, value in PRODUCTION.items() if key != name}
    assert _names(refuse(without)) == [name]


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"ENV"}))
def test_production_takes_an_empty_setting_for_a_missing_one(refuse: Refuse, name: str):
    assert _names(refuse(PRODUCTION, **{name: ""})) == [name]


def test_production_refuses_a_list_of_tenants_without_tenants(refuse: Refuse):
    assert _names(refuse(PRODUCTION, ALLOWED_TENANTS=" , ")) == ["ALLOWED_TENANTS"]


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        "sqlite+aiosqlite:///var/stoplicht.db",
        "postgresql+asyncpg://",
    ],
)
def test_production_refuses_a_database_that_may_be_gone_tomorrow(refuse: Refuse, url: str):
    assert _names(refuse(PRODUCTION, DATABASE_URL=url)) == ["DATABASE_URL"]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://bot@db.example.org/stoplicht",
        "postgresql+asyncpg://bot@/stoplicht?host=/run/postgresql",
    ],
)
def test_production_takes_a_postgresql(read: Read, url: str):
    assert read(PRODUCTION, DATABASE_URL=url).database_url == url


@pytest.mark.parametrize("url", ["stoplicht.db", "sqlite:///stoplicht.db", "mysql://db/x"])
def test_an_unknown_kind_of_database_is_refused(refuse: Refuse, url: str):
    assert _names(refuse(DATABASE_URL=url)) == ["DATABASE_URL"]


def test_the_keys_of_the_cases_cannot_be_in_the_database_itself(refuse: Refuse):
    url = "sqlite+aiosqlite:////data/one.db"
    assert _names(refuse(DATABASE_URL=url, KEY_STORE=url)) == ["KEY_STORE"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "example.org", "::"])  # noqa: S104
def test_a_local_bot_listens_to_this_machine_only(refuse: Refuse, host: str):
    assert _names(refuse(HOST=host)) == ["HOST"]


def test_every_problem_is_told_at_once_in_words(refuse: Refuse):
    error = refuse(
        ENV="production",
        PORT="many",
        ADMIN_PORT="70000",
        LOG_LEVEL="loud",
        TICK_SECONDS="0",
        TOKEN_URL="ftp://tokens",
    )
    assert set(_names(error)) == (set(PRODUCTION) - {"ENV"}) | {
        "PORT", "ADMIN_PORT", "LOG_LEVEL", "TICK_SECONDS", "TOKEN_URL"
    }  # fmt: skip
    lines = str(error).splitlines()
    assert len(lines) == 1 + len(error.problems)
    assert "  - STOPLICHT_LOG_LEVEL should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'" in str(error)
    assert "pydantic" not in str(error)


def test_a_misspelled_environment_is_one_problem_not_many(refuse: Refuse):
    assert _names(refuse(ENV="prod")) == ["ENV"]


def test_a_misspelled_setting_is_told_with_the_right_name(refuse: Refuse):
    error = refuse(DATABSE_URL="x")
    assert "STOPLICHT_DATABSE_URL is not a setting: did you mean STOPLICHT_DATABASE_URL?" in str(
        error
    )


def test_settings_of_the_tests_are_no_problem(read: Read):
    assert read(TEST_PROFILE="nightly").is_local


def test_the_two_ports_differ(refuse: Refuse):
    assert _names(refuse(PORT="3979")) == ["ADMIN_PORT"]


@pytest.mark.parametrize("kind", ["certificate", "secret"])
def test_a_credential_is_the_name_of_a_file(read: Read, tmp_path: Path, kind: str):
    file = tmp_path / "credential"
    file.write_text(SECRET)
    credential = read(CREDENTIAL=f"{kind}:{file}").credential
    assert (credential.kind, credential.file) == (kind, file)


@pytest.mark.parametrize(
    "given", [SECRET, f"secret:{SECRET}", f"password:{SECRET}", "secret:", "managed_identity:x"]
)
def test_a_wrong_credential_is_refused_and_never_repeated(refuse: Refuse, given: str):
    error = refuse(CREDENTIAL=given)
    assert _names(error) == ["CREDENTIAL"]
    assert SECRET not in str(error)


@pytest.mark.parametrize("name", ["DATABASE_URL", "KEY_STORE"])
def test_a_password_in_an_address_is_never_shown(read: Read, refuse: Refuse, name: str):
    address = f"postgresql+asyncpg://bot:{SECRET}@db.example.org/stoplicht"
    settings = read(**{name: address})
    assert SECRET not in repr(settings)
    assert SECRET not in str(settings.explain())
    assert "db.example.org/stoplicht" in str(settings.explain())
    assert SECRET not in str(refuse(**{name: address.replace("+asyncpg", "")}))


def test_a_password_is_not_in_the_error_underneath_either(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STOPLICHT_DATABASE_URL", f"mysql://bot:{SECRET}@db/stoplicht")
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert SECRET not in str(caught.value)


APP = "2b524e28-95ce-4c9b-9773-4a5bd6ec1770"


def test_the_bot_asks_nothing_of_graph_unless_the_house_wants_chats(read: Read):
    assert read(PRODUCTION).graph is GraphRung.OFF
    wanted = read(PRODUCTION, GRAPH="chat", TEAMS_APP_ID=APP)
    assert (wanted.graph, wanted.graph_url) == (GraphRung.CHAT, "https://graph.microsoft.com")


@pytest.mark.parametrize("rung", ["calendar", "meeting", "on", "CHAT"])
def test_a_rung_that_is_not_built_is_refused(refuse: Refuse, rung: str):
    assert "should be 'off' or 'chat'" in str(refuse(PRODUCTION, GRAPH=rung))


@pytest.mark.parametrize("app", ["", "stoplicht", f"{APP}/x"])
def test_chats_need_the_id_of_the_bot_in_the_catalogue(refuse: Refuse, app: str):
    assert "STOPLICHT_TEAMS_APP_ID" in str(refuse(PRODUCTION, GRAPH="chat", TEAMS_APP_ID=app))


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.microsoft.com.evil.example",
        "https://evil.example/graph.microsoft.com",
        "http://graph.microsoft.com",
        "http://10.0.0.1:80",
        "https://user@graph.microsoft.com",
        "graph.microsoft.com",
    ],
)
def test_graph_is_graph_and_no_other_place(refuse: Refuse, url: str):
    assert "STOPLICHT_GRAPH_URL should be https" in str(refuse(PRODUCTION, GRAPH_URL=url))


def test_a_pretended_house_makes_no_chats_in_a_real_tenant(read: Read, refuse: Refuse):
    error = refuse(GRAPH="chat", TEAMS_APP_ID=APP)
    assert "STOPLICHT_GRAPH_URL should be on this machine in local" in str(error)
    here = "http://127.0.0.1:5000"
    assert read(GRAPH="chat", TEAMS_APP_ID=APP, GRAPH_URL=here).graph_url == here


def test_every_setting_is_read_by_the_program():
    program = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "bot").rglob("*.py")
        if path.name != "settings.py"
    )
    program += (ROOT / "app.py").read_text() + (ROOT / "composition.py").read_text()
    unread = [name for name in Settings.model_fields if not re.search(rf"\.{name}\b", program)]
    assert unread == ["env"]  # asked as is_local


def test_every_setting_is_explained(read: Read):
    lines = read(PRODUCTION).explain()
    assert {line.name.removeprefix("STOPLICHT_") for line in lines} >= set(PRODUCTION)
    assert all(line.meaning for line in lines)


@pytest.mark.parametrize("name", ["OPENID_METADATA_URL", "TOKEN_URL"])
def test_an_address_is_https_or_on_this_machine(read: Read, refuse: Refuse, name: str):
    assert read(**{name: "http://127.0.0.1:5000/stand-in"})
    assert _names(refuse(**{name: "http://example.org"})) == [name]


def test_the_hosts_the_bot_may_call_can_be_changed(read: Read):
    settings = read(SERVICE_HOSTS="127.0.0.1:5001, smba.trafficmanager.net")
    assert settings.service_hosts.allow("http://127.0.0.1:5001/")
    assert not settings.service_hosts.allow("https://api.botframework.com/")


def test_dialogs_in_the_chat_are_for_the_pretend_house_only(refuse: Refuse):
    refused = refuse(PRODUCTION, DIALOG_FRAME="chat_card")
    assert _names(refused) == ["DIALOG_FRAME"]
    assert "a chat keeps what is typed about a subject" in str(refused)


def test_settings_do_not_change_while_running(read: Read):
    settings = read()
    with pytest.raises(ValidationError):
        settings.port = 1
