"""The page of one's own conversations."""

from tests.pages.conftest import Arrive, words


def test_it_lists_what_this_person_asked_and_nobody_else_did(arrive: Arrive, filled: dict[str, str]) -> None:
    asker, other = arrive(), arrive()
    asked = {"question": "How do I prepare an interview?", "request_id": "request-1"}
    asker.post("/widget/ask", data=asked)
    assert "How do I prepare an interview?" in words(asker.get("/conversations/"))
    assert "No earlier conversation." in words(other.get("/conversations/"))
    assert "No conversation with these words." in words(asker.get("/conversations/?q=salary"))
    saved = asker.get("/widget/history/export?format=html")
    assert "How do I prepare an interview?" in saved.get_data(as_text=True)


def test_the_panel_leads_to_the_page_and_the_page_not_to_itself(arrive: Arrive, filled: dict[str, str]) -> None:
    asker = arrive()
    asker.post("/widget/ask", data={"question": "How do I prepare an interview?", "request_id": "request-1"})
    assert "All on one page" in words(asker.get("/widget/history"))
    assert "All on one page" not in words(asker.get("/conversations/"))
