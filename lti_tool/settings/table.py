"""The settings table: every name, its parser, its default, its help. Nothing else reads the environment."""

import base64
import hashlib
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Self

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from lti_tool.errors import ConfigurationError
from lti_tool.settings.kept_secret import kept_secret
from lti_tool.settings.values import (
    InstallationSecret,
    Issuer,
    Level,
    MailServer,
    Names,
    Networks,
    PlainSecret,
    SearchEngineName,
    WebAddress,
)


class Settings(BaseSettings):
    """Everything an installation can set, by environment variable or in a `.env` file."""

    model_config = SettingsConfigDict(frozen=True, populate_by_name=True, extra="forbid")

    public_url: WebAddress = Field(
        "http://localhost:8000",
        alias="BOUSSOLE_PUBLIC_URL",
        description="The address people and platforms reach the tool at, without a trailing slash.",
    )
    secret_key: InstallationSecret = Field(
        SecretStr(""),
        alias="BOUSSOLE_SECRET_KEY",
        description="At least 32 characters; signs tickets and encrypts the private keys in the database. "
        "Without it a key is made once and kept in the data directory.",
    )
    data_dir: Path = Field(
        Path("var"),
        alias="BOUSSOLE_DATA_DIR",
        description="Where SQLite, the search index and the jobs live.",
    )
    database_url: str = Field(
        "",
        alias="DATABASE_URL",
        description="PostgreSQL address for several machines; empty: SQLite in the data directory.",
    )
    search_engine: SearchEngineName = Field(
        "whoosh",
        alias="BOUSSOLE_SEARCH_ENGINE",
        description="Where the search indexes live: whoosh keeps them in the data directory, each machine its own; "
        "postgresql keeps one for all machines in the database.",
    )
    redis_url: str = Field(
        "",
        alias="REDIS_URL",
        description="Redis for jobs and rate limits of several workers; empty: embedded.",
    )
    openai_api_key: SecretStr = Field(
        SecretStr(""),
        alias="OPENAI_API_KEY",
        description="Key of the model server; empty: search answers only.",
    )
    openai_base_url: str = Field(
        "",
        alias="OPENAI_BASE_URL",
        description="Any OpenAI-compatible server; empty with a key: OpenAI's own.",
    )
    model: str = Field("gpt-4.1-mini", alias="BOUSSOLE_MODEL", description="Name of the model to ask for.")
    log_level: Level = Field("INFO", alias="BOUSSOLE_LOG_LEVEL", description="DEBUG, INFO, WARNING or ERROR.")
    private_networks: Networks = Field(
        (),
        alias="BOUSSOLE_PRIVATE_NETWORKS",
        description="Networks (CIDR, separated by commas) that platforms, sites and sources may live in although "
        "they are private, e.g. 127.0.0.0/8; empty: private addresses are refused everywhere.",
    )
    stream_limit: int = Field(
        150, ge=1, alias="BOUSSOLE_STREAM_LIMIT", description="Answers that may stream at once in one worker."
    )
    daily_turns: int = Field(
        40,
        ge=1,
        alias="BOUSSOLE_DAILY_TURNS",
        description="Questions a person may ask the assistant in a day.",
    )
    proxies: int = Field(
        0,
        ge=0,
        alias="BOUSSOLE_PROXIES",
        description="How many proxies of yours stand before the tool: so many `X-Forwarded-For` entries are believed.",
    )
    country: str = Field(
        "FR", alias="BOUSSOLE_COUNTRY", description="Country (ISO 3166) whose help lines are shown first."
    )
    smtp_url: MailServer = Field(
        SecretStr(""),
        alias="BOUSSOLE_SMTP_URL",
        description="Server that sends mail: `smtps://user:password@mail.example:465`, `smtp://...:587` (STARTTLS) or "
        "`smtp+plain://...:25`; empty: no mail, everything is shown in the tool.",
    )
    mail_from: str = Field(
        "",
        alias="BOUSSOLE_MAIL_FROM",
        description="Whom mail comes from, e.g. `Boussole <no-reply@campus.example>`; needed with `BOUSSOLE_SMTP_URL`.",
    )
    oidc_issuer: Issuer = Field(
        "",
        alias="BOUSSOLE_OIDC_ISSUER",
        description="Issuer of an OpenID Connect provider whose people may sign in at the administrator's desk, as its "
        "discovery document writes it; empty: address and password only.",
    )
    oidc_client_id: str = Field(
        "", alias="BOUSSOLE_OIDC_CLIENT_ID", description="This tool's client ID at that provider."
    )
    oidc_client_secret: PlainSecret = Field(
        SecretStr(""),
        alias="BOUSSOLE_OIDC_CLIENT_SECRET",
        description="Its secret there; empty for a public client (the code is bound by PKCE either way).",
    )
    oidc_admins: Names = Field(
        (),
        alias="BOUSSOLE_OIDC_ADMINS",
        description="Who of the provider's people is an administrator, separated by commas: verified e-mail addresses, "
        "or `sub:` and a subject.",
    )
    xapi_url: WebAddress = Field(
        "",
        alias="BOUSSOLE_XAPI_URL",
        description="Statements resource of a learning record store, e.g. `https://lrs.example/xapi/statements`: it is "
        "told what learners did, never a word of theirs; empty: nobody is told.",
    )
    xapi_key: SecretStr = Field(
        SecretStr(""), alias="BOUSSOLE_XAPI_KEY", description="`user:password` for the learning record store."
    )
    caliper_url: WebAddress = Field(
        "",
        alias="BOUSSOLE_CALIPER_URL",
        description="Endpoint for the same as Caliper 1.2 events; empty: nobody is told.",
    )
    caliper_key: SecretStr = Field(
        SecretStr(""), alias="BOUSSOLE_CALIPER_KEY", description="Bearer token for the Caliper endpoint."
    )
    help_contact: str = Field(
        "",
        alias="BOUSSOLE_HELP_CONTACT",
        description="A local person or service to turn to, shown with the help lines.",
    )

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _known_at_the_provider(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_admins):
            raise ValueError("BOUSSOLE_OIDC_ISSUER needs BOUSSOLE_OIDC_CLIENT_ID and BOUSSOLE_OIDC_ADMINS")
        return self

    @model_validator(mode="after")
    def _sender_for_mail(self) -> Self:
        if self.smtp_url.get_secret_value() and "@" not in parseaddr(self.mail_from)[1]:
            raise ValueError("BOUSSOLE_MAIL_FROM has to name an address when BOUSSOLE_SMTP_URL is set")
        return self

    @field_validator("search_engine")
    @classmethod
    def _has_its_database(cls, value: str, given: ValidationInfo) -> str:
        if value == "postgresql" and not str(given.data.get("database_url", "")).startswith("postgres"):
            raise ValueError("postgresql needs a DATABASE_URL that begins with postgresql://; set it, or use whoosh")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read what `from_environ` hands over and nothing else."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], env_file: Path | None = Path(".env")) -> Self:
        """Read the settings; the environment wins over the `.env` file.

        Raises `ConfigurationError` that names every wrong setting at once.
        """
        names = {str(field.alias) for field in cls.model_fields.values()}
        file_values = dotenv_values(env_file) if env_file is not None and env_file.is_file() else {}
        merged = {**file_values, **environ}
        given: dict[str, Any] = {name: merged[name] for name in names if merged.get(name)}
        try:
            return cls(**given)
        except ValidationError as error:
            problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise ConfigurationError("These settings cannot be used: %(problems)s", problems=problems) from None

    def prepared(self) -> Self:
        """Return settings whose data directory exists and whose secret key is set, made once if need be."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if self.secret_key.get_secret_value():
            return self
        return self.model_copy(update={"secret_key": SecretStr(kept_secret(self.data_dir / "secret_key"))})

    @property
    def database(self) -> str:
        """The address of the database in use."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'boussole.sqlite3'}"

    @property
    def is_secure(self) -> bool:
        """True when people reach the tool over https."""
        return self.public_url.startswith("https://")

    def derived_key(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose, URL-safe base64 as Fernet takes it."""
        seed = self.secret_key.get_secret_value().encode()
        if not seed:
            raise ConfigurationError("BOUSSOLE_SECRET_KEY is empty.")
        return base64.urlsafe_b64encode(hashlib.blake2b(purpose.encode(), key=seed[:64], digest_size=32).digest())
