"""Content security policies as browsers read them (CSP Level 3)."""

import pytest

from lti_tool.embed.page_policy import allows, split_header

TOOL = "https://tool.example"


@pytest.mark.parametrize(
    "policy",
    [
        "",
        "img-src 'self'",
        "script-src *",
        "script-src 'self' https:",
        "script-src https://tool.example",
        "script-src tool.example",
        "script-src *.example",
        "script-src https://tool.example:443",
        "script-src http://tool.example",
        "script-src https://tool.example/widget/",
        "default-src 'none'; script-src https://tool.example",
        "script-src 'none'; script-src-elem https://tool.example",
        "SCRIPT-SRC HTTPS://TOOL.EXAMPLE",
        "script-src https://tool.example; script-src 'none'",
    ],
)
def test_these_let_the_script_in(policy: str) -> None:
    assert allows([policy] if policy else [], "script-src", TOOL)


@pytest.mark.parametrize(
    "policy",
    [
        "script-src 'self'",
        "script-src 'none'",
        "script-src",
        "default-src 'self'",
        "script-src 'nonce-abc' 'strict-dynamic' https:",
        "script-src http:",
        "script-src tool.example:8443",
        "script-src *.tool.example",
        "script-src https://tool.example.evil",
        "script-src-elem 'self'; script-src https://tool.example",
    ],
)
def test_these_keep_it_out(policy: str) -> None:
    assert not allows([policy], "script-src", TOOL)


def test_frames_fall_back_to_child_src_and_then_to_default_src() -> None:
    assert allows(["default-src 'none'; child-src https://tool.example"], "frame-src", TOOL)
    assert not allows(["default-src 'self'; script-src https://tool.example"], "frame-src", TOOL)
    assert not allows(["frame-src 'self'; child-src https://tool.example"], "frame-src", TOOL)


def test_of_several_policies_each_counts() -> None:
    both = split_header("script-src https://tool.example, script-src 'self'")
    assert len(both) == 2
    assert not allows(both, "script-src", TOOL)


def test_a_port_of_its_own_has_to_be_named() -> None:
    assert allows(["script-src https://tool.example:8443"], "script-src", "https://tool.example:8443")
    assert allows(["script-src https://tool.example:*"], "script-src", "https://tool.example:8443")
    assert not allows(["script-src https://tool.example"], "script-src", "https://tool.example:8443")
