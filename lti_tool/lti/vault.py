"""Sealing what must not be readable in a copy of the database: private keys and service tokens."""

from cryptography.fernet import Fernet, InvalidToken

from lti_tool.errors import N_, ConfigurationError

PURPOSE = "lti-keys"


class Vault:
    """Encrypts with a key derived from the installation's secret key (`settings.derived_key(PURPOSE)`)."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)

    def seal(self, plain: bytes) -> bytes:
        """Return the sealed bytes."""
        return self._fernet.encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        """Return what was sealed; `ConfigurationError` when the secret key is another one now."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise ConfigurationError(
                N_(
                    "The tool's keys were sealed with another BOUSSOLE_SECRET_KEY. Put the old one back, "
                    "or run: boussole keys rotate --forget"
                )
            ) from None
