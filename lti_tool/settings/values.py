"""How the text of a variable becomes a value, and what is said of text that cannot."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

MINIMUM_SECRET = 32
#: Characters of a password that an address cannot hold are written as %XX.
SMTP_URL = re.compile(r"(smtps?://([^@/\s]+@)?|smtp\+plain://)(\[[0-9a-fA-F:]+\]|[^@/:\s]+)(:\d{1,5})?/?")
_ISSUER = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")


def _networks(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())


def _names(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(_normal(part.strip()) for part in value.split(",") if part.strip())


def _normal(name: str) -> str:
    """Addresses are compared without case; a subject is the provider's own, letter by letter."""
    return name if name.startswith("sub:") else name.lower()


def _web_address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("must begin with https:// (or http:// on this machine)")
    return value


def _issuer(value: str) -> str:
    if value and not _ISSUER.fullmatch(value):
        raise ValueError("must be an address that begins with https:// (or http:// on this machine)")
    return value


def _long_enough(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and len(value.get_secret_value()) < MINIMUM_SECRET:
        raise ValueError(f"must have at least {MINIMUM_SECRET} characters")
    return value


def _plain(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().isascii():
        raise ValueError("must hold ASCII characters only")
    return value


def _mail_server(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not SMTP_URL.fullmatch(value.get_secret_value()):
        raise ValueError(
            "must look like smtps://user:password@mail.example:465, smtp://mail.example:587 "
            "or smtp+plain://mail.example:25 (without a password)"
        )
    return value


def _level(value: str) -> str:
    if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return value.upper()


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_networks)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Issuer = Annotated[str, AfterValidator(_issuer)]
InstallationSecret = Annotated[SecretStr, AfterValidator(_long_enough)]
PlainSecret = Annotated[SecretStr, AfterValidator(_plain)]
MailServer = Annotated[SecretStr, AfterValidator(_mail_server)]
Level = Annotated[str, AfterValidator(_level)]
SearchEngineName = Literal["whoosh", "postgresql"]
