"""Launches, good ones as each platform writes them, and every deviation a test can ask for."""

import base64
import hashlib
import hmac
import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from lti_tool.demo.platform import claims as names
from lti_tool.demo.platform.keys import SigningKey


def read(desk, token):
    keys = jwk.KeySet.import_key_set(desk.client.get(desk.campus.profile.paths.jwks).json)
    return jwt.decode(token, keys, algorithms=["RS256"]).claims


def parts(token):
    return [part + "=" * (-len(part) % 4) for part in token.split(".")]


def header(token):
    return json.loads(base64.urlsafe_b64decode(parts(token)[0]))


@pytest.mark.parametrize("profile", ["plain", "moodle", "canvas"])
def test_a_good_launch_is_signed_by_a_published_key_and_holds_the_required_claims(open_desk, profile):
    desk = open_desk(profile)
    told = read(desk, desk.campus.mint("ines", "7001", "once"))
    assert told["iss"] == desk.campus.issuer
    assert told["aud"] == "boussole-campus"
    assert told["nonce"] == "once"
    assert told["iat"] == int(desk.now)
    assert told[names.SHORT["message_type"]] == "LtiResourceLinkRequest"
    assert told[names.SHORT["version"]] == "1.3.0"
    assert told[names.SHORT["deployment_id"]] == "1"
    assert told[names.SHORT["resource_link"]]["id"] == "7001"
    assert told[names.SHORT["roles"]][0] == f"{names.MEMBERSHIP}Learner"
    assert told[names.SHORT["custom"]]["unknown"] == "$Foo.bar"
    assert told[names.SHORT["custom"]]["course"] == "101"
    assert told[names.AGS]["lineitems"].startswith(f"{desk.campus.root}/")
    assert told[names.NRPS]["context_memberships_url"].startswith(f"{desk.campus.root}/")


def test_moodle_gives_sixty_seconds_numbers_and_underscores(open_desk):
    desk = open_desk("moodle")
    told = read(desk, desk.campus.mint("ines", "7001", "n"))
    assert told["exp"] - told["iat"] == 60
    assert told["sub"] == "11"
    assert "locale" not in told
    assert told[names.SHORT["launch_presentation"]]["locale"] == "fr_fr"
    assert told[names.AGS]["lineitems"].endswith("?type_id=1")
    assert told[names.SHORT["custom"]]["Opened_From"] == told[names.SHORT["custom"]]["opened_from"] == "campus"


def test_moodle_has_no_mentors_and_its_administrators_teach(open_desk):
    campus = open_desk("moodle").campus
    assert names.roles(campus.profile, "mentor") == [f"{names.MEMBERSHIP}Learner"]
    assert f"{names.MEMBERSHIP}Instructor" in names.roles(campus.profile, "administrator")
    assert f"{names.SYSTEM}Administrator" in names.roles(campus.profile, "administrator")


def test_canvas_has_one_issuer_observers_and_plain_language_tags(open_desk):
    desk = open_desk("canvas")
    told = read(desk, desk.campus.mint("marc", "7001", "n"))
    assert told["iss"] == "https://canvas.instructure.com"
    assert len(told["sub"]) == 36
    assert told["locale"] == "fr-FR"
    assert told[names.SHORT["roles"]][0] == f"{names.MEMBERSHIP}Mentor"
    assert told[names.SHORT["role_scope_mentor"]] == [desk.campus.subject("ines")]


def test_canvas_keeps_whom_an_observer_watches_from_tools_that_may_not_know(open_desk):
    desk = open_desk("canvas")
    desk.campus.tool("boussole-campus").privacy = "name_only"
    assert names.SHORT["role_scope_mentor"] not in read(desk, desk.campus.mint("marc", "7001", "n"))


@pytest.mark.parametrize(
    ("privacy", "told"),
    [
        ("public", {"name", "given_name", "family_name", "email"}),
        ("name_only", {"name", "given_name", "family_name"}),
        ("email_only", {"email"}),
        ("anonymous", set()),
    ],
)
def test_the_privacy_level_decides_what_is_told_of_people(desk, privacy, told):
    desk.campus.tool("boussole-campus").privacy = privacy
    claims = read(desk, desk.campus.mint("ines", "7001", "n"))
    assert {"name", "given_name", "family_name", "email"} & set(claims) == told


def test_claims_are_replaced_and_removed_by_short_or_long_name(desk):
    told = read(
        desk,
        desk.campus.mint(
            "ines", "7001", "n", claims={"roles": [], names.NRPS: "none", "extra": 1}, remove=["exp", "ags", "never"]
        ),
    )
    assert told[names.SHORT["roles"]] == []
    assert told[names.NRPS] == "none"
    assert told["extra"] == 1
    assert "exp" not in told
    assert names.AGS not in told


def test_an_unsigned_launch_has_an_empty_signature(desk):
    token = desk.campus.mint("ines", "7001", "n", alg="none")
    assert header(token)["alg"] == "none"
    assert token.endswith(".")


def test_a_forgery_with_the_public_key_verifies_as_hmac_over_that_key(desk):
    token = desk.campus.mint("ines", "7001", "n", alg="HS256")
    signed, _, signature = token.rpartition(".")
    expected = hmac.new(desk.campus.key.public_pem(), signed.encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "=") == expected
    assert desk.campus.mint("ines", "7001", "n", alg="HS256", secret=b"other") != token


@pytest.mark.parametrize("alg", ["PS256", "RS512"])
def test_other_algorithms_are_signed_for_real(desk, alg):
    token = desk.campus.mint("ines", "7001", "n", alg=alg)
    keys = desk.campus.key.public_jwk() | {"alg": alg}
    assert jwt.decode(token, jwk.RSAKey.import_key(keys), algorithms=[alg]).claims["nonce"] == "n"


def test_a_header_says_what_it_is_told_and_none_takes_a_member_out(desk):
    token = desk.campus.mint("ines", "7001", "n", header={"kid": None, "jku": "https://evil.example", "alg": "none"})
    assert header(token) == {"typ": "JWT", "alg": "none", "jku": "https://evil.example"}
    assert parts(token)[2]


def test_a_stranger_signs_under_the_kid_of_the_campus(desk):
    token = desk.campus.mint("ines", "7001", "n", key=desk.campus.stranger())
    assert header(token)["kid"] == desk.campus.key.kid
    with pytest.raises(JoseError):
        read(desk, token)


def test_any_bytes_can_be_signed(desk):
    token = desk.campus.sign(b"no json")
    assert base64.urlsafe_b64decode(parts(token)[1]) == b"no json"
    assert read(desk, desk.campus.sign({"a": "é\ud800"}, header={"typ": "other"})) == {"a": "é\ud800"}


def test_rotation_signs_with_a_new_key_and_keeps_the_old_one_published(desk):
    before = desk.campus.mint("ines", "7001", "n")
    desk.campus.rotate()
    after = desk.campus.mint("ines", "7001", "n")
    assert header(before)["kid"] != header(after)["kid"]
    assert read(desk, before)["nonce"] == read(desk, after)["nonce"] == "n"


def test_a_key_survives_its_pem_and_takes_another_name(campus_key):
    read_back = SigningKey.from_pem(campus_key.pem())
    assert read_back.public_jwk() == campus_key.public_jwk()
    assert campus_key.named("other").public_jwk()["kid"] == "other"


def test_only_rsa_keys_sign():
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(TypeError):
        SigningKey.from_pem(pem.decode())


def test_an_unknown_algorithm_of_the_right_length_signs_nothing(desk):
    assert desk.campus.mint("ines", "7001", "n", alg="XX256").endswith(".")


def test_the_values_to_copy_have_the_names_of_the_command(desk):
    values = desk.campus.addresses.values(desk.campus.tool("boussole-campus"))
    assert values["auth_url"] == f"{desk.campus.root}/lti/authorize"
    assert set(values) == {"issuer", "client_id", "auth_url", "token_url", "jwks_url", "deployment"}


def test_a_deep_linking_request_asks_what_the_platform_asks(open_desk):
    plain, moodle = open_desk(), open_desk("moodle")
    asked = read(plain, plain.campus.mint("helene", "7001", "n", message="deep_linking"))
    settings = asked[names.DEEP_LINKING]
    assert settings["accept_types"] == ["ltiResourceLink", "link"]
    assert settings["data"]
    assert names.SHORT["resource_link"] not in asked
    asked = read(moodle, moodle.campus.mint("helene", "7001", "n", message="deep_linking"))
    assert "data" not in asked[names.DEEP_LINKING]
    assert asked[names.DEEP_LINKING]["accept_types"] == ["ltiResourceLink"]


def test_a_submission_review_names_the_person_and_the_column(desk):
    column = desk.call("POST", lineitems(desk), {"label": "P", "scoreMaximum": 10, "resourceLinkId": "7001"}, ONE).json
    told = read(desk, desk.campus.mint("helene", "7001", "n", message="submission_review", about="ines"))
    assert told[names.SHORT["message_type"]] == "LtiSubmissionReviewRequest"
    assert told[names.SHORT["for_user"]]["user_id"] == "11"
    assert told[names.AGS]["lineitem"] == column["id"]


def test_a_tool_without_scopes_is_told_of_no_services(desk):
    desk.campus.tool("boussole-campus").scopes = []
    told = read(desk, desk.campus.mint("ines", "7001", "n"))
    assert names.AGS not in told
    assert names.NRPS not in told


ONE = "application/vnd.ims.lis.v2.lineitem+json"


def lineitems(desk):
    return desk.campus.addresses.line_items("101", desk.campus.tool("boussole-campus"))
