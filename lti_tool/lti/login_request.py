"""Reading a login request (LTI 1.3 Core, section 5.1.1): ours to check, theirs to repeat byte for byte."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from lti_tool.lti.origins import origin_of
from lti_tool.lti.refusals import MissingParameterError, TargetRefusedError

MAX_BYTES = 16_000
_MAX_FIELDS = 60
_LONGEST = {
    "iss": 500,
    "client_id": 255,
    "target_link_uri": 2000,
    "lti_deployment_id": 255,
    "deployment_id": 255,
    "lti_storage_target": 255,
}
#: Never repeated: they belong to the authorisation request itself, or are for the tool only.
_OURS = {
    "iss", "target_link_uri", "client_id", "lti_deployment_id", "lti_storage_target", "scope", "response_type",
    "response_mode", "prompt", "redirect_uri", "state", "nonce", "id_token", "request", "request_uri", "claims",
    "code", "error",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """A login request that can be answered; `repeated` is form-encoded and goes back unchanged."""

    issuer: str
    target_link_uri: str
    client_id: str | None
    deployment_id: str | None
    storage_target: str | None
    repeated: str


def parse(raw: bytes, public_url: str) -> LoginRequest:
    """Read the query or the form body; raises the refusal that names the parameter."""
    pairs = _pairs(raw)
    issuer = _required(pairs, "iss")
    if not any(name == "login_hint" and value for name, value in pairs):
        raise MissingParameterError(name="login_hint")
    target = _required(pairs, "target_link_uri")
    if not is_target_of_ours(target, public_url):
        raise TargetRefusedError
    return LoginRequest(
        issuer=issuer,
        target_link_uri=target,
        client_id=_optional(pairs, "client_id"),
        # Canvas names the parameter without its prefix.
        deployment_id=_optional(pairs, "lti_deployment_id") or _optional(pairs, "deployment_id"),
        storage_target=_optional(pairs, "lti_storage_target"),
        repeated=_repeated(pairs),
    )


def is_target_of_ours(target: str, public_url: str) -> bool:
    """True for an address of this tool: same origin, below its path, nothing that a browser reads differently."""
    base, path = urlsplit(public_url), urlsplit(target).path if origin_of(target) else ""
    if origin_of(target) != origin_of(public_url):
        return False
    inside = path == base.path or path.startswith(base.path.rstrip("/") + "/")
    return inside and "/../" not in f"{path}/" and "//" not in path and "%2e" not in path.lower()


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    """Split into names and values whose characters are the bytes sent (Latin-1 keeps them apart)."""
    if len(raw) > MAX_BYTES:
        raise MissingParameterError(name="login_hint")
    try:
        return parse_qsl(raw.decode("latin-1"), keep_blank_values=True, encoding="latin-1", max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise MissingParameterError(name="iss") from None


def _optional(pairs: Sequence[tuple[str, str]], name: str) -> str | None:
    values = {value for key, value in pairs if key == name and value}
    if not values:
        return None
    if len(values) > 1:
        raise MissingParameterError(name=name)
    try:
        text = values.pop().encode("latin-1").decode()
    except UnicodeDecodeError:
        raise MissingParameterError(name=name) from None
    if len(text) > _LONGEST[name] or any(ord(character) < 32 for character in text):
        raise MissingParameterError(name=name)
    return text


def _required(pairs: Sequence[tuple[str, str]], name: str) -> str:
    value = _optional(pairs, name)
    if value is None:
        raise MissingParameterError(name=name)
    return value


def _repeated(pairs: Sequence[tuple[str, str]]) -> str:
    return "&".join(
        f"{quote(name, safe='', encoding='latin-1')}={quote(value, safe='', encoding='latin-1')}"
        for name, value in pairs
        if name not in _OURS
    )
