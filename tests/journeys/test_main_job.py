"""The main job in a browser: a learner launches, says a goal, asks, finishes a step, and the score arrives."""

import re
import time

from playwright.sync_api import Browser, BrowserContext, Route, expect

from lti_tool.demo.demonstration import Site
from tests.journeys.browsing import ACTIVITY, Visit

SCORE_SECONDS = 30.0
#: How much the page keeps in the browser; a blocked storage keeps nothing.
STORED = "() => { try { return localStorage.length + sessionStorage.length } catch { return 0 } }"


def wait_for_score(visit: Visit, words: str) -> str:
    deadline = time.monotonic() + SCORE_SECONDS
    grades = visit.grades()
    while words not in grades and time.monotonic() < deadline:
        visit.page.wait_for_timeout(250)
        grades = visit.grades()
    return grades


def test_from_the_first_launch_to_the_score_in_the_gradebook(desk: BrowserContext, site: Site) -> None:
    """With third-party cookies blocked, in a frame of another site."""
    visit = Visit.of(desk, site.campus, "tom")
    tool = visit.open_activity()
    expect(tool.get_by_role("heading", level=1)).to_have_text("Where do you want to go?")

    tool.get_by_role("link", name="Say where you want to go").click()
    tool.get_by_label("Your goal, in your own words").fill("Get ready for a job interview")
    expect(tool.locator("#state-goal")).to_contain_text("Saved.")
    tool.locator(".chip", has_text="Interviews").get_by_role("checkbox").first.check(force=True)
    expect(tool.locator("#state-skills")).to_contain_text("Saved.")
    tool.get_by_role("link", name="Show my next step").click()

    expect(tool.get_by_role("heading", level=1)).to_have_text("Your next step")
    expect(tool.locator("[aria-current='step']").first).to_be_visible()
    tool.get_by_role("link", name=re.compile("^Begin")).click()
    expect(tool.locator(".passage").first).to_be_visible()
    tool.get_by_role("button", name=re.compile("^I have read this")).click()
    expect(tool.locator(".marks__said")).to_contain_text("Done.")
    tool.get_by_role("link", name="To the next step").click()
    expect(tool.locator("#graded .count")).to_contain_text("1 of 10")

    tool.get_by_label("Your question").fill("How do I prepare for an interview?")
    tool.get_by_role("button", name="Ask", exact=True).click()
    answer = tool.locator(".assistant-turn").last
    expect(answer.locator(".assistant-sources li").first).to_be_visible()
    expect(answer.locator(".assistant-badge")).to_contain_text("search answer")
    answer.get_by_role("button", name="Helpful", exact=True).click()
    expect(tool.locator("#graded .count")).to_contain_text("2 of 10")

    grades = wait_for_score(visit, "2 of 10")
    assert "20 / 100" in grades
    assert "1 question answered and rated" in grades
    assert visit.complaints == []


def test_a_followed_source_opens_at_the_cited_passage(desk: BrowserContext, site: Site) -> None:
    visit = Visit.of(desk, site.campus, "ines")
    tool = visit.open_activity()
    tool.locator("#assistant-box").fill("Comment négocier mon salaire ?")
    tool.locator("#assistant-send").click()
    with visit.page.expect_response(re.compile("/learn/resources/[^/]+/opened$")):  # what counts is noted by the page
        tool.locator(".assistant-sources cite a").first.click()
    expect(tool.locator(".passage--cited")).to_be_visible()
    expect(tool.locator(".passage--cited")).to_be_focused()
    assert "interactions" not in visit.complaints
    visit.go("Prochaine étape")
    expect(tool.locator("#graded .count")).to_contain_text("1 sur 10")
    assert visit.complaints == []


def test_a_launch_where_third_party_cookies_are_allowed(lenient_browser: Browser, site: Site) -> None:
    context = lenient_browser.new_context(locale="fr-FR")
    tool = Visit.of(context, site.campus, "aicha").open_activity()
    expect(tool.get_by_role("heading", level=1)).to_have_text("Où voulez-vous aller\u00a0?")
    context.close()


def test_the_session_is_nowhere_but_in_the_pages_memory(desk: BrowserContext, site: Site) -> None:
    visit = Visit.of(desk, site.campus, "aicha")
    visit.open_activity()
    frame = next(one for one in visit.page.frames if one.url.startswith(site.tool))
    assert frame.evaluate("document.querySelector('[data-session]')") is None
    assert frame.evaluate(STORED) == 0
    assert frame.evaluate("document.cookie") == ""
    assert frame.url == f"{site.tool}/learn/"


def test_back_and_forward_bring_the_pages_back(desk: BrowserContext, site: Site) -> None:
    visit = Visit.of(desk, site.campus, "aicha")
    tool = visit.open_activity()
    visit.go("Recherche")
    expect(tool.get_by_role("heading", level=1)).to_have_text("Chercher dans le cours")
    visit.go("Parcours")
    expect(tool.get_by_role("heading", level=1)).to_have_text("Votre parcours")
    visit.back()
    expect(tool.get_by_role("heading", level=1)).to_have_text("Chercher dans le cours")
    visit.forward()
    expect(tool.get_by_role("heading", level=1)).to_have_text("Votre parcours")
    assert visit.complaints == []


def test_a_new_tab_opens_with_a_session_of_its_own(desk: BrowserContext, site: Site) -> None:
    visit = Visit.of(desk, site.campus, "ines")
    tool = visit.open_activity()
    with desk.expect_page() as opened:
        tool.get_by_role("button", name="Ouvrir dans un nouvel onglet").click()
    tab = opened.value
    tab.get_by_role("navigation").get_by_role("link", name="Recherche").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Chercher dans le cours")
    assert "ticket" not in tab.url
    expect(tab.get_by_role("button", name="Ouvrir dans un nouvel onglet")).to_be_hidden()


def test_a_press_before_the_scripts_are_there_waits_for_them(desk: BrowserContext, site: Site) -> None:
    """On a slow line the page is there before its scripts: a link followed without them would lose the session."""
    visit = Visit.of(desk, site.campus, "ines")
    held: list[Route] = []
    visit.page.route("**/static/js/frame.js", lambda route: held.append(route))  # noqa: PLW0108 - it needs attributes
    visit.page.goto(f"{site.campus}{ACTIVITY}", wait_until="commit")
    visit.tool.locator("h1").first.wait_for()
    search = visit.tool.locator("[data-nav]", has_text="Recherche")
    assert search.evaluate("link => link.closest('[inert]') !== null")
    held[0].continue_()
    search.click()
    expect(visit.tool.get_by_role("heading", level=1)).to_have_text("Chercher dans le cours")


def test_two_courses_side_by_side_do_not_mix(desk: BrowserContext, site: Site) -> None:
    first, second = Visit.of(desk, site.campus, "ines"), Visit.of(desk, site.campus, "ines")
    one = first.open_activity()
    second.page.goto(f"{site.campus}/courses/202/activities/7101")
    two = second.tool
    expect(two.get_by_role("heading", level=1)).to_have_text("Rien à lire pour l’instant")
    first.to_front()
    first.go("Recherche")
    expect(one.locator(".shelf li").first).to_be_visible()
    second.to_front()
    second.go("Recherche")
    expect(two.get_by_text("Rien à chercher pour l’instant")).to_be_visible()


def test_an_expired_session_says_what_to_do(desk: BrowserContext, site: Site) -> None:
    visit = Visit.of(desk, site.campus, "ines")
    tool = visit.open_activity()
    visit.page.route("**/learn/search*", lambda route: route.continue_(headers=_without_bearer(route.request.headers)))
    visit.go("Recherche")
    expect(tool.get_by_role("alert")).to_contain_text("Votre session est terminée. Rouvrez l’activité")


def _without_bearer(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() != "authorization"}


def test_offline_keeps_what_was_typed_and_says_so(desk: BrowserContext, site: Site) -> None:
    visit = Visit.of(desk, site.campus, "ines")
    tool = visit.open_activity()
    visit.go("Mon objectif")
    desk.set_offline(True)
    tool.get_by_label("Votre objectif, avec vos mots").fill("Gardé malgré la coupure")
    expect(tool.locator("#status")).to_contain_text("La connexion est perdue.")
    expect(tool.get_by_label("Votre objectif, avec vos mots")).to_have_value("Gardé malgré la coupure")
    desk.set_offline(False)
    tool.get_by_label("Votre objectif, avec vos mots").fill("Envoyé maintenant")
    expect(tool.locator("#state-goal")).to_contain_text("Enregistré.")


def test_a_refused_answer_leaves_the_form_and_says_why(desk: BrowserContext, site: Site) -> None:
    visit = Visit.of(desk, site.campus, "helene")
    tool = visit.open_activity()
    visit.go("Réglages")
    visit.page.route(
        "**/teach/settings",
        lambda route: route.fulfill(status=503, body="<section data-sentence='Plus tard.'></section>"),
    )
    tool.get_by_label("Le sujet du cours, en une ligne").fill("Changer de métier")
    tool.get_by_role("button", name="Enregistrer").click()
    expect(tool.locator("#status")).to_have_text("Plus tard.")
    expect(tool.get_by_label("Le sujet du cours, en une ligne")).to_have_value("Changer de métier")
