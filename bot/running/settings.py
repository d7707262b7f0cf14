"""What an operator sets in the environment, checked as a whole before anything starts: every
problem in one plain text, no secret in it (architecture §6).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.gate.service_hosts import ServiceHosts
from bot.sending.graph_address import GRAPH_URL, GraphRung, check_graph, check_teams_app
from bot.sending.mail_server import LOOPBACK_HOSTS, MailServer
from domain.errors import StoplichtError

PREFIX: Final = "STOPLICHT_"
_FOR_TESTS: Final = f"{PREFIX}TEST_"
_DRIVERS: Final = ("sqlite+aiosqlite", "postgresql+asyncpg")


class Environment(StrEnum):
    """Where the bot runs: on somebody's own machine with a pretend house, or for real."""

    LOCAL = "local"
    PRODUCTION = "production"


class DialogFrame(StrEnum):
    """Where a dialog is shown: in Teams' own window, or in a card in the chat."""

    TASK_MODULE = "task_module"
    CHAT_CARD = "chat_card"


class LogFormat(StrEnum):
    """For people or for machines."""

    CONSOLE = "console"
    JSON = "json"


class CredentialKind(StrEnum):
    """How the bot proves to Microsoft who it is."""

    MANAGED_IDENTITY = "managed_identity"
    CERTIFICATE = "certificate"
    SECRET = "secret"  # noqa: S105 - a word, not a secret


@dataclass(frozen=True, slots=True)
class Credential:
    """A kind, and the file that holds the certificate or secret; None for a managed identity."""

    kind: CredentialKind
    file: Path | None = None

    @property
    def text(self) -> str:
        """As it was set."""
        return f"{self.kind}:{self.file}" if self.file else self.kind

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``managed_identity``, ``certificate:<file>`` or ``secret:<file>``."""
        kind, _, file = text.partition(":")
        if kind == CredentialKind.MANAGED_IDENTITY and not file:
            return cls(CredentialKind.MANAGED_IDENTITY)
        # what was given is not repeated: somebody may have put the secret itself here
        if kind not in {CredentialKind.CERTIFICATE, CredentialKind.SECRET} or not file:
            raise ValueError(
                "should be managed_identity, certificate:<file> or secret:<file>"
                " (the name of a file, never the secret itself)"
            )
        if not Path(file).is_file():
            raise ValueError(f"names a {kind} file that is not there")
        return cls(CredentialKind(kind), Path(file))


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsProblem:
    """One setting that cannot be used, and why."""

    name: str
    message: str

    def __str__(self) -> str:
        """One line for the operator."""
        return f"{self.name} {self.message}"


class SettingsError(StoplichtError):
    """The settings cannot be used."""

    def __init__(self, problems: Sequence[SettingsProblem]) -> None:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"Stoplicht cannot start, {len(problems)} setting(s) to repair:\n{lines}")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingLine:
    """One setting as ``app.py doctor`` shows it; a secret one without its value."""

    name: str
    value: str
    meaning: str


_LOCAL_DEFAULTS: Final[dict[str, str | None]] = {
    "database_url": "sqlite+aiosqlite:///var/stoplicht.db",
    "key_file": "var/keys.json",
    "key_store": "sqlite+aiosqlite:///var/case-keys.db",
    "app_id": "",
    "app_tenant_id": "",
    "allowed_tenants": "00000000-0000-0000-0000-0000000000001",
    "service_hosts": "localhost:56150,127.0.0.1:56150",
    "credential": None,
    "dialog_frame": "chat_card",
    "log_format": "console",
    "tick_seconds": "1",
}


def _split_list(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())


def _read_hosts(given: str | ServiceHosts) -> ServiceHosts:
    return given if isinstance(given, ServiceHosts) else ServiceHosts.parse(given)


def _read_credential(text: str | None) -> Credential | None:
    return None if text is None else Credential.parse(text)


def _read_mail_server(text: str | None) -> MailServer | None:
    return MailServer.parse(text) if text else None


class Settings(BaseSettings):
    """Everything an operator can set. What has no default must be set in production."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    env: Environment = Field(default=Environment.LOCAL, description="local or production")
    host: str = Field(default="127.0.0.1", description="address to listen on; loopback in local")
    port: int = Field(default=3978, ge=0, le=65535, description="port of /api/messages")
    admin_port: int = Field(
        default=3979, ge=0, le=65535, description="port of /live, /ready, /metrics"
    )
    database_url: str = Field(
        repr=False, description="sqlite+aiosqlite:////path or postgresql+asyncpg://address"
    )
    key_file: Path = Field(description="file with the keys of the house (`app.py new-keys`)")
    key_store: str = Field(
        repr=False, description="where the keys of the cases are kept, apart from the database"
    )
    checkpoint_dir: Path = Field(
        default=Path("var/checkpoints"), description="directory of the signed audit checkpoints"
    )
    house_file: Path = Field(
        default=Path("config/house.example.yaml"),
        description="the house: policy, terms, circle rules",
    )
    app_id: str = Field(description="application id of the bot in Entra")
    app_tenant_id: str = Field(description="tenant the application is registered in")
    allowed_tenants: Annotated[frozenset[str], NoDecode, BeforeValidator(_split_list)] = Field(
        description="tenants whose members may speak to the bot, with commas between"
    )
    credential: Annotated[Credential | None, NoDecode, BeforeValidator(_read_credential)] = Field(
        description="managed_identity, certificate:<file> or secret:<file>"
    )
    openid_metadata_url: str = Field(
        default="https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="where the signing keys of incoming messages are found",
    )
    token_url: str = Field(
        default="https://login.microsoftonline.com",
        description="where the bot fetches its own tokens",
    )
    service_hosts: Annotated[ServiceHosts, NoDecode, BeforeValidator(_read_hosts)] = Field(
        default=ServiceHosts.parse("smba.trafficmanager.net,*.botframework.com"),
        description="hosts the bot may call",
    )
    smtp_url: Annotated[MailServer | None, NoDecode, BeforeValidator(_read_mail_server)] = Field(
        default=None, description="server for calendar mail; without it no mail is sent"
    )
    graph: GraphRung = Field(
        default=GraphRung.OFF, description="off, or chat: a group chat for an acute session"
    )
    graph_url: str = Field(default=GRAPH_URL, description="where Microsoft Graph is")
    teams_app_id: str = Field(
        default="", description="id of the bot in the organisation's catalogue of Teams apps"
    )
    dialog_frame: DialogFrame = Field(description="where dialogs are shown")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="how much is logged"
    )
    log_format: LogFormat = Field(default=LogFormat.JSON, description="console or json")
    tick_seconds: float = Field(
        default=15, gt=0, description="how often the clock looks what is due"
    )

    @property
    def is_local(self) -> bool:
        """Tell whether this is somebody's own machine with a pretend house."""
        return self.env is Environment.LOCAL

    @model_validator(mode="before")
    @classmethod
    def _fill_in_for_local(cls, given: dict[str, Any]) -> dict[str, Any]:
        is_production = given.get("env") == Environment.PRODUCTION
        return given if is_production else {**_LOCAL_DEFAULTS, **given}

    @field_validator("host")
    @classmethod
    def _stay_on_loopback_in_local(cls, host: str, known: ValidationInfo) -> str:
        if known.data.get("env") is Environment.LOCAL and host not in LOOPBACK_HOSTS:
            raise ValueError("should be 127.0.0.1 in local: nothing is checked there")
        return host

    @field_validator("smtp_url")
    @classmethod
    def _mail_nobody_in_local(
        cls, server: MailServer | None, known: ValidationInfo
    ) -> MailServer | None:
        if server and known.data.get("env") is Environment.LOCAL and not server.is_here:
            raise ValueError(
                "should name a server on this machine in local: its house is pretended"
            )
        return server

    @field_validator("graph_url")
    @classmethod
    def _check_graph(cls, url: str, known: ValidationInfo) -> str:
        is_local = known.data.get("env") is Environment.LOCAL
        return check_graph(url, known.data.get("graph", GraphRung.OFF), is_local=is_local)

    @field_validator("teams_app_id")
    @classmethod
    def _check_teams_app(cls, app: str, known: ValidationInfo) -> str:
        return check_teams_app(app, known.data.get("graph", GraphRung.OFF))

    @field_validator("admin_port")
    @classmethod
    def _keep_ports_apart(cls, port: int, known: ValidationInfo) -> int:
        if port and port == known.data.get("port"):
            raise ValueError(f"should differ from {PREFIX}PORT")
        return port

    @field_validator("database_url", "key_store")
    @classmethod
    def _check_database(cls, url: str, known: ValidationInfo) -> str:
        if urlsplit(url).scheme not in _DRIVERS:
            raise ValueError(f"should begin with {':// or '.join(_DRIVERS)}://")
        if known.data.get("env") is Environment.PRODUCTION and not _is_lasting(url):
            raise ValueError("should name a whole path (sqlite+aiosqlite:////path) in production")
        if url == known.data.get("database_url"):
            raise ValueError(f"should be another place than {PREFIX}DATABASE_URL")
        return url

    @field_validator("app_id", "app_tenant_id", "allowed_tenants", "credential")
    @classmethod
    def _ask_in_production(cls, value: Any, known: ValidationInfo) -> Any:
        if known.data.get("env") is Environment.PRODUCTION and not value:
            raise ValueError("is needed in production")
        return value

    @field_validator("dialog_frame")
    @classmethod
    def _keep_dialogs_out_of_the_chat(
        cls, frame: DialogFrame, known: ValidationInfo
    ) -> DialogFrame:
        is_production = known.data.get("env") is Environment.PRODUCTION
        if is_production and frame is DialogFrame.CHAT_CARD:
            raise ValueError(
                "should be task_module in production: a chat keeps what is typed about a subject"
            )
        return frame

    @field_validator("openid_metadata_url", "token_url")
    @classmethod
    def _check_address(cls, url: str) -> str:
        address = urlsplit(url)
        is_own = address.scheme == "http" and address.hostname in LOOPBACK_HOSTS
        if not address.hostname or (address.scheme != "https" and not is_own):
            raise ValueError("should be an https address")
        return url

    def explain(self) -> tuple[SettingLine, ...]:
        """Every setting with its value and meaning; of an address no login and no options."""
        return tuple(
            SettingLine(
                name=_variable(name),
                value=_show(getattr(self, name))
                if about.repr
                else _show_place(getattr(self, name)),
                meaning=about.description or "",
            )
            for name, about in type(self).model_fields.items()
        )


def read_settings() -> Settings:
    """Read the environment; raises SettingsError with every problem at once."""
    problems = _find_unknown_names()
    nothing_beside_the_environment: dict[str, Any] = {}
    try:
        settings = Settings(**nothing_beside_the_environment)
    except ValidationError as error:
        problems = [*_put_in_words(error), *problems]
    if problems:
        raise SettingsError(problems)
    return settings


def _show(value: object) -> str:
    match value:
        case frozenset():
            return ", ".join(sorted(value))
        case ServiceHosts(listed):
            return ", ".join(sorted(listed))
        case Credential(kind, file):
            return f"{kind}:{file}" if file else kind
        case _:
            return "" if value is None else str(value)


def _show_place(url: str) -> str:
    address = urlsplit(url)
    return f"{address.scheme}://{address.hostname or ''}{address.path}" if url else ""


def _is_lasting(url: str) -> bool:
    address = urlsplit(url)
    is_file = address.scheme.startswith("sqlite")
    return address.path.startswith("//") if is_file else bool(address.hostname or address.query)


def _variable(field: str) -> str:
    return PREFIX + field.upper()


def _find_unknown_names() -> list[SettingsProblem]:
    names = {_variable(field) for field in Settings.model_fields}
    given = {name.upper() for name in os.environ}
    unknown = sorted(
        name
        for name in given - names
        if name.startswith(PREFIX) and not name.startswith(_FOR_TESTS)
    )
    return [
        SettingsProblem(name=name, message=f"is not a setting{_suggest(name, names)}")
        for name in unknown
    ]


def _suggest(name: str, names: set[str]) -> str:
    close = get_close_matches(name, names, n=1)
    return f": did you mean {close[0]}?" if close else ""


def _put_in_words(error: ValidationError) -> list[SettingsProblem]:
    return [
        _put_one_in_words(str(line["loc"][0]), line["type"], line["msg"]) for line in error.errors()
    ]


def _put_one_in_words(field: str, kind: str, message: str) -> SettingsProblem:
    meaning = Settings.model_fields[field].description
    if kind == "missing":
        return SettingsProblem(name=_variable(field), message=f"is needed: {meaning}")
    words = message.removeprefix("Value error, ").replace("Input should", "should")
    return SettingsProblem(name=_variable(field), message=f"{words} ({meaning})")
