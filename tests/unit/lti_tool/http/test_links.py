"""Link headers as platforms write them."""

import pytest

from lti_tool.http.links import find


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('<https://lms/next?page=2>; rel="next"', "https://lms/next?page=2"),
        ("<https://lms/next>; rel=next", "https://lms/next"),
        ('<https://lms/next>;REL="Next"', "https://lms/next"),
        ("<https://lms/next>; rel=“next”", "https://lms/next"),
        ("<https://lms/next>; rel=“next”".encode().decode("latin-1"), "https://lms/next"),
        ("<https://lms/a>; rel='prev', <https://lms/b>; rel='next'", "https://lms/b"),
        ('<https://lms/a,b?q=1,2>; rel="next"', "https://lms/a,b?q=1,2"),
        ('<https://lms/B?page=bookmark:WyJBbGljZSJd>; rel="next"', "https://lms/B?page=bookmark:WyJBbGljZSJd"),
        ('<https://lms/a>; title="x"; rel="first next"', "https://lms/a"),
        ('<https://lms/d>; rel="differences",\n <https://lms/n>; rel="next"', "https://lms/n"),
        ('<?page=2>; rel="next"', "https://lms/members?page=2"),
        ('<https://lms/a>; rel="prev"', None),
        ('<>; rel="next"', None),
        ("<https://lms/a>", None),
        ("next", None),
        ("", None),
    ],
)
def test_next_is_found(header: str, expected: str | None) -> None:
    assert find(header, "next", "https://lms/members") == expected
