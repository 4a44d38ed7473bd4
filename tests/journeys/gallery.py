"""The pages of the product by name, and how to get each on the screen: for pictures and for axe."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from lti_tool.demo.demonstration import Site
from lti_tool.demo.platform.visitor import Visitor
from tests.journeys import desk_pages, signal_pages
from tests.journeys.browsing import SECONDS
from tests.journeys.drafting import LETTERS, Caller, drafts_on_their_way

#: The learners with a goal, by language.
LEARNERS = {"fr": "ines", "en": "tom"}
#: Two who come without the campus: to the desk, and before its door.
ADMINISTRATOR, NOBODY = "an administrator", "nobody"


@dataclass
class Screen:
    """The tool as a page of its own: the first page of a launch, with its session in memory."""

    page: Page
    home: str

    def go(self, address: str) -> None:
        """Load a part of the tool the way its links do."""
        if not self.home:
            return  # a page that stands by itself, without the tool's frame around it
        self.page.evaluate(
            "address => htmx.ajax('GET', address, { target: '#main', swap: 'innerHTML', push: 'true' })", address
        )
        self.page.wait_for_load_state("networkidle")

    def settle(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("document.activeElement && document.activeElement.blur()")
        self.page.wait_for_timeout(150)


class DeskScreen(Screen):
    """A page of the administrator's desk: whole pages, no session in memory."""

    def go(self, address: str) -> None:
        desk_pages.go(self.page, address)


def launched(context: BrowserContext, site: Site, person: str, activity: str = "7001") -> Screen:
    """Launch in a tab: the campus signs, the tool answers, the first page stands. The desk is signed in to."""
    page = context.new_page()
    page.set_default_timeout(SECONDS)
    if person == ADMINISTRATOR:
        desk_pages.sign_in(page, site.tool)
        return DeskScreen(page, "/admin/")
    if person == NOBODY:
        page.goto(f"{site.tool}/admin/sign-in")
        return DeskScreen(page, "/admin/sign-in")
    page.goto(site.campus)
    page.request.post(f"{site.campus}/sign-in", form={"person": person})
    page.goto(f"{site.campus}/open/{activity}")
    page.locator("body[data-home]").wait_for()
    screen = Screen(page, page.locator("body").get_attribute("data-home") or "")
    screen.settle()
    return screen


def _ask(screen: Screen) -> None:
    french = screen.page.locator("html").get_attribute("lang") == "fr"
    screen.page.locator("#assistant-box").fill(
        "Comment négocier mon salaire ?" if french else "How do I negotiate my salary?"
    )
    screen.page.locator("#assistant-send").click()
    expect(
        screen.page.locator(".assistant-turn .assistant-sources, .assistant-turn .assistant-note").first
    ).to_be_visible()


def _crisis(screen: Screen) -> None:
    french = screen.page.locator("html").get_attribute("lang") == "fr"
    screen.page.locator("#assistant-box").fill("je veux mourir" if french else "I want to die")
    screen.page.locator("#assistant-send").click()
    expect(screen.page.locator(".assistant-crisis").last).to_be_visible()


def _reasons(screen: Screen) -> None:
    for summary in screen.page.locator(".suggestion .more summary, .seen summary").all():
        summary.click()


def _first_resource(screen: Screen) -> None:
    screen.go("/learn/search")
    screen.page.locator(".shelf a").first.click()
    screen.page.locator(".passage").first.wait_for()


def _put_aside(screen: Screen) -> None:
    screen.page.locator(".suggestion button", has_text="Pas pour moi").or_(
        screen.page.locator(".suggestion button", has_text="Not for me")
    ).first.click()
    screen.page.locator(".marks--put-aside").first.wait_for()


def _wrong_hours(screen: Screen) -> None:
    screen.go("/learn/profile")
    screen.page.locator("#f-hours_per_week").fill("99")
    screen.page.locator("#state-time [data-wrong]").wait_for()


def _wrong_zone(screen: Screen) -> None:
    screen.go("/learn/mentor/profile")
    screen.page.locator("#f-goals").fill("CV")
    screen.page.locator("#state-goals .saved").wait_for()
    screen.page.locator("#f-zone").fill("Mars/Base")
    screen.page.locator("#state-zone [data-wrong]").wait_for()


def _ratings(screen: Screen) -> None:
    screen.go("/learn/profile")
    screen.page.locator(".rating summary").click()


def _wrong_settings(screen: Screen) -> None:
    screen.go("/teach/settings")
    screen.page.locator("#f-participation_target").fill("0")
    screen.page.locator(".settings button[type=submit]").click()
    screen.page.locator(".field__error").first.wait_for()


def _add_files(screen: Screen) -> None:
    screen.go("/teach/content")
    screen.page.locator(".adding").evaluate("element => element.open = true")
    screen.page.locator("#f-files").set_input_files(
        [
            {
                "name": "guide.md",
                "mimeType": "text/markdown",
                "buffer": b"# Guide\n\nA short guide to the first week in a new job.",
            },
            {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 broken"},
        ]
    )
    screen.page.locator(".adding button[type=submit]").first.click()
    screen.page.locator("#decision").wait_for(timeout=60_000)


def _go_in(screen: Screen) -> None:
    _add_files(screen)
    screen.page.locator("#decision button").first.click()
    screen.page.locator(".run").first.wait_for()


def _wrong_order(screen: Screen) -> None:
    screen.go("/teach/skills")
    screen.page.locator("details.adding:has(#f-first)").evaluate("element => element.open = true")
    screen.page.locator("form[action$='/skills/order'] button").click()
    screen.page.locator(".field__error").first.wait_for()
    screen.page.locator("details.more, details.adding").evaluate_all("all => all.forEach(one => one.open = true)")


def _try_assistant(screen: Screen) -> None:
    screen.page.locator("details.ask summary").first.click()
    screen.page.locator("#assistant").wait_for()


def _read_again(screen: Screen) -> None:
    _ask(screen)
    screen.go("/conversations/")
    screen.page.locator(".assistant-threads button").first.click()
    screen.page.locator("#assistant-thread .assistant-turn").first.wait_for()


def _calendar_address(screen: Screen) -> None:
    screen.go("/together/mail/")
    screen.page.locator("form[action$='/feed'] button").click()
    screen.page.locator("#f-address").wait_for()


def _first_of_my_people(screen: Screen) -> None:
    screen.go("/mentor/")
    screen.page.locator("[id^=person-] h3 a").first.click()
    screen.page.locator("#brief-title").wait_for()


def _shared_path(screen: Screen) -> None:
    screen.go("/mentor/")
    people = screen.page.locator("[id^=person-] h3 a")
    people.first.wait_for()
    for address in [str(one.get_attribute("href")) for one in people.all()]:
        screen.go(address)
        screen.page.locator("#brief-title").wait_for()
        if screen.page.locator("a[href$='/path']").count():
            break
    screen.page.locator("a[href$='/path']").first.click()
    screen.page.locator(".stop details.more summary").first.click()


def _delete_item(screen: Screen) -> None:
    screen.go("/teach/items")
    screen.page.locator("a[href$='/delete']").first.click()
    screen.page.locator("#lost-title").wait_for()


def _compare_items(screen: Screen) -> None:
    screen.go("/teach/items")
    screen.page.locator("form[action$='/look'] button").click()
    screen.page.wait_for_load_state("networkidle")


def _wrong_item(screen: Screen) -> None:
    screen.go("/teach/items")
    screen.page.locator("input[id^=f-maximum-]").first.fill("0")
    screen.page.locator("[id^=item-] button[type=submit]").first.click()
    screen.page.locator(".field__error").first.wait_for()


def of_desk(prepare: Callable[[Page], None]) -> Callable[[Screen], None]:
    return lambda screen: prepare(screen.page)


def _draft(standing: str) -> Callable[[Screen], None]:
    """Open the learner's draft with this mark of its state."""

    def prepare(screen: Screen) -> None:
        screen.go("/learn/drafts/")
        screen.page.locator(f"li.card:has(.state--{standing}) a").first.click()
        screen.page.locator("#versions-title").wait_for()

    return prepare


def _draft_compared(screen: Screen) -> None:
    _draft("off")(screen)
    screen.page.locator("a[href$='/versions']").click()
    screen.page.locator("ins, del").first.wait_for()


def _draft_crisis(screen: Screen) -> None:
    screen.go("/learn/drafts/")
    screen.page.locator("form button", has_text="CV").click()
    french = screen.page.locator("html").get_attribute("lang") == "fr"
    screen.page.locator("#f-text").fill("je veux mourir" if french else "I want to die")
    screen.page.locator("#state-draft .crisis").wait_for()


def _draft_handing(screen: Screen) -> None:
    _draft("off")(screen)
    screen.page.locator("#draft-form summary").click()


def _waiting_draft(screen: Screen) -> None:
    screen.page.locator("a[href*='/mentor/drafts/']").first.click()
    screen.page.locator("#decide-title").wait_for()


def _draft_without_words(screen: Screen) -> None:
    _waiting_draft(screen)
    screen.page.locator("button[value=returned]").click()
    screen.page.locator(".field__error").first.wait_for()


#: The campus sends an instructor to the picker.
CHOOSING = "7001?message=deep_linking"


def _pick_two(screen: Screen) -> None:
    for number in (1, 2):
        screen.page.locator("#found .line__acts button[hx-vals*='add']").nth(number).click()
        screen.page.locator(f"#entry-{number}").wait_for()


def _wrong_points(screen: Screen) -> None:
    screen.page.locator("#f-points-0").fill("many")
    screen.page.locator("#picker button[type=submit]").first.click()
    screen.page.locator(".field__error").first.wait_for()


def _first_work(screen: Screen) -> None:
    screen.go("/teach/learners")
    screen.page.locator("tbody th a").first.click()
    screen.page.locator("#done-title").wait_for()


def _find_nothing(screen: Screen) -> None:
    screen.page.locator("#f-q").fill("photosynthesis")
    screen.page.locator("#found .empty").wait_for()


def at(address: str) -> Callable[[Screen], None]:
    return lambda screen: screen.go(address)


def as_it_is(screen: Screen) -> None:
    """The page that the launch brought."""


#: Pages of the parts that others on this list are made of: two looks of four show what there is to see.
CROSSED = (
    *("admin-", "teach-people", "teach-activities", "teach-item", "teach-outcomes", "teach-matching"),
    *("mentor-person", "mentor-profile", "mentor-training"),
    *("learner-without-mentor", "learner-mentor", "learner-goals", "learner-elsewhere"),
)


@dataclass(frozen=True)
class Shown:
    """One picture: who looks at what, and what is done first. `activity` is the campus's."""

    name: str
    role: str
    prepare: Callable[[Screen], None] = as_it_is
    activity: str = "7001"

    def is_checked(self, language: str, size: str) -> bool:
        """True where axe looks: everywhere, or at the phone in French and the desk in English alone."""
        return not self.name.startswith(CROSSED) or (language, size) in {("fr", "phone"), ("en", "desk")}


PAGES = (
    Shown("learner-newcomer", "newcomer"),
    Shown("learner-empty-course", "elsewhere", activity="7101"),
    Shown("learner-home", "learner"),
    Shown("learner-home-reasons", "learner", _reasons),
    Shown("learner-home-put-aside", "learner", _put_aside),
    Shown("learner-home-answer", "learner", _ask),
    Shown("learner-home-crisis", "learner", _crisis),
    Shown("learner-conversations", "learner", _read_again),
    Shown("learner-conversations-empty", "newcomer", at("/conversations/")),
    Shown("learner-path", "learner", at("/learn/path")),
    Shown("learner-path-empty", "newcomer", at("/learn/path")),
    Shown("learner-profile", "learner", at("/learn/profile")),
    Shown("learner-profile-levels", "learner", _ratings),
    Shown("learner-profile-error", "newcomer", _wrong_hours),
    Shown("learner-resource", "learner", _first_resource),
    Shown("learner-search-empty", "learner", at("/learn/search")),
    Shown("learner-search", "learner", at("/learn/search?q=entretien+interview")),
    Shown("learner-search-nothing", "learner", at("/learn/search?q=photosynthesis")),
    Shown("learner-drafts", "accompanied", at("/learn/drafts/")),
    Shown("learner-drafts-empty", "newcomer", at("/learn/drafts/?kind=pitch")),
    Shown("learner-draft", "accompanied", _draft("off")),
    Shown("learner-draft-handing", "accompanied", _draft_handing),
    Shown("learner-draft-validated", "accompanied", _draft("good")),
    Shown("learner-draft-waiting", "accompanied", _draft("waiting")),
    Shown("learner-draft-compared", "accompanied", _draft_compared),
    Shown("learner-draft-crisis", "newcomer", _draft_crisis),
    Shown("mentor-draft", "mentor", _waiting_draft),
    Shown("mentor-draft-error", "mentor", _draft_without_words),
    Shown("help", "learner", at("/help/now")),
    Shown("error-forbidden", "learner", at("/teach/")),
    Shown("error-missing", "learner", at("/learn/resources/none")),
    Shown("mentor-home", "mentor"),
    Shown("mentor-mail-and-calendar", "mentor", at("/together/mail/")),
    Shown("mentor-calendar-address", "mentor", _calendar_address),
    Shown("teach-overview", "instructor"),
    Shown("teach-try-assistant", "instructor", _try_assistant),
    Shown("teach-content", "instructor", at("/teach/content?q=entretien")),
    Shown("teach-desk", "instructor", at("/teach/desk")),
    Shown("teach-skills", "instructor", at("/teach/skills")),
    Shown("teach-skills-error", "instructor", _wrong_order),
    Shown("teach-libraries", "instructor", at("/teach/libraries")),
    Shown("learner-search-narrowed", "learner", at("/learn/search?q=entretien&kind=lesson")),
    Shown("teach-import-preview", "instructor", _add_files),
    Shown("teach-import-done", "instructor", _go_in),
    Shown("teach-content-empty", "elsewhere-instructor", at("/teach/content"), activity="7101"),
    Shown("teach-learners", "instructor", at("/teach/learners")),
    Shown("learner-mail-and-calendar", "accompanied", at("/together/mail/")),
    Shown("teach-fairness", "instructor", at("/teach/fairness/")),
    Shown("learner-audit-empty", "learner", at("/learn/audit/")),
    Shown("teach-groups", "instructor", at("/teach/groups/")),
    Shown("mentor-groups-empty", "mentor", at("/together/groups/")),
    Shown("mentor-not-this-person", "mentor", at("/together/apart/")),
    Shown("teach-people", "instructor", at("/teach/people")),
    Shown("teach-activities", "instructor", at("/teach/activities")),
    Shown("teach-items", "instructor", _compare_items),
    Shown("teach-assessed", "instructor", at("/teach/assessed")),
    Shown("teach-items-error", "instructor", _wrong_item),
    Shown("teach-item-delete", "instructor", _delete_item),
    Shown("teach-matching", "instructor", at("/teach/matching/")),
    Shown("teach-outcomes", "instructor", at("/teach/outcomes/")),
    Shown("mentor-person", "mentor", _first_of_my_people),
    Shown("mentor-person-path", "mentor", _shared_path),
    Shown("learner-mentor-path", "accompanied", at("/learn/path")),
    Shown("mentor-profile", "mentor", at("/mentor/profile")),
    Shown("mentor-training", "mentor", at("/mentor/training/")),
    Shown("learner-without-mentor", "learner", at("/learn/mentor/")),
    Shown("learner-mentor", "accompanied", at("/learn/mentor/")),
    Shown("learner-mentor-profile", "accompanied", at("/learn/mentor/profile")),
    Shown("learner-mentor-profile-error", "newcomer", _wrong_zone),
    Shown("learner-goals", "accompanied", at("/learn/goals/")),
    Shown("admin-sign-in", "nobody"),
    Shown("admin-sign-in-wrong", "nobody", of_desk(desk_pages.wrong_password)),
    Shown("admin-home", "administrator"),
    Shown("admin-sites-empty", "administrator", at("/admin/sites")),
    Shown("admin-site", "administrator", of_desk(desk_pages.new_site)),
    Shown("admin-site-error", "administrator", of_desk(desk_pages.site_without_a_name)),
    Shown("admin-site-preview", "administrator", of_desk(desk_pages.preview_of_a_site)),
    Shown("admin-site-kept", "administrator", of_desk(desk_pages.what_is_kept)),
    Shown("admin-platform", "administrator", at("/admin/platforms/1")),
    Shown("admin-platform-tested", "administrator", of_desk(desk_pages.test_connection)),
    Shown("admin-platform-remove", "administrator", at("/admin/platforms/1/remove")),
    Shown("admin-new", "administrator", at("/admin/platforms/new")),
    Shown("admin-new-error", "administrator", of_desk(desk_pages.save_nothing)),
    Shown("admin-invites", "administrator", of_desk(desk_pages.invite)),
    Shown("admin-invites-withdrawn", "administrator", of_desk(desk_pages.withdraw)),
    Shown("admin-assistant", "administrator", at("/admin/assistant")),
    Shown("admin-sites", "administrator", at("/admin/sites")),
    Shown("admin-keys", "administrator", at("/admin/keys")),
    Shown("admin-readings", "administrator", at("/admin/readings")),
    Shown("learner-check-ins-empty", "newcomer", at("/learn/check-ins/")),
    Shown("learner-check-ins", "mentored", signal_pages.check_ins),
    Shown("learner-check-ins-error", "mentored", signal_pages.nothing_chosen),
    Shown("learner-pitch-before", "newcomer", at("/learn/pitch/")),
    Shown("learner-pitch", "mentored", signal_pages.pitch),
    Shown("learner-pitch-refused", "mentored", signal_pages.not_a_recording),
    Shown("learner-who-sees", "mentored", signal_pages.who_sees),
    Shown("learner-elsewhere", "mentored", at("/learn/elsewhere/")),
    Shown("placing-picker", "instructor", activity=CHOOSING),
    Shown("placing-picked", "instructor", _pick_two, activity=CHOOSING),
    Shown("placing-error", "instructor", _wrong_points, activity=CHOOSING),
    Shown("placing-nothing-found", "instructor", _find_nothing, activity=CHOOSING),
    Shown("placing-empty-course", "elsewhere-instructor", activity="7101?message=deep_linking"),
    Shown("activity-assistant", "learner", at("/learn/assistant")),
    Shown("activity-goal", "learner", at("/learn/path?goal=salary-negotiation")),
    Shown("work-reviewed", "instructor", _first_work),
    Shown("rights", "herself", activity="7001?message=data_privacy&about=ines"),
    Shown("teach-settings", "instructor", at("/teach/settings")),
    Shown("teach-settings-error", "instructor", _wrong_settings),
    Shown("teach-preview", "instructor", at("/teach/preview")),
)

PEOPLE = {
    "learner": LEARNERS,
    "newcomer": {"fr": "aicha", "en": "priya"},
    "herself": {"fr": "ines", "en": "ines"},
    "elsewhere": {"fr": "noe", "en": "tom"},
    "mentor": {"fr": "marc", "en": "joanna"},
    "instructor": {"fr": "helene", "en": "sam"},
    "elsewhere-instructor": {"fr": "priya", "en": "priya"},
    "accompanied": {"fr": "lea", "en": "grace"},
    "mentored": {"fr": "lea", "en": "grace"},
    "administrator": {"fr": ADMINISTRATOR, "en": ADMINISTRATOR},
    "nobody": {"fr": NOBODY, "en": NOBODY},
}


def furnish(site: Site) -> None:
    """Give the two learners a goal and something done, each language a newcomer, and the desk an administrator."""
    create = ["lti_tool.cli", "admin", "create", "--email", desk_pages.EMAIL, "--password-stdin"]
    site.group.run(create, given=desk_pages.PASSWORD)
    for teacher, course, person in (("helene", "101", "priya"), ("priya", "202", "tom")):
        visitor = Visitor(site.campus, teacher)
        visitor.sign_in()
        visitor.post(f"{site.campus}/courses/{course}/people", {"person": person, "action": "enrol"})
    for language, person in LEARNERS.items():
        visitor = Visitor(site.campus, person)
        page = visitor.launch("7001")
        token = page.text.split('data-session="')[1].split('"')[0]
        headers = {"Authorization": f"Bearer {token}"}
        goal = "Préparer mes entretiens" if language == "fr" else "Get ready for interviews"
        for fields in (
            {"about": "goal", "text": goal},
            {"about": "skills", "skills": "interview"},
            {"about": "time", "hours_per_week": "2"},
            {"about": "levels", "level:listening": "3"},
        ):
            visitor.post(f"{site.tool}/learn/profile", fields, headers)
        _finish_one(site, visitor, headers)
        learner, mentor = (Caller.of(site, PEOPLE[role][language]) for role in ("accompanied", "mentor"))
        drafts_on_their_way(learner, mentor, LETTERS[language])
        _share_path(learner, mentor)


def _share_path(learner: Caller, mentor: Caller) -> None:
    """Let the mentor see a learner's path, and agree on its first stop."""
    learner.post("/learn/profile", about="skills", skills="interview")
    learner.post("/learn/path/share", share="yes")
    for person in dict.fromkeys(re.findall(r"/mentor/people/\d+", mentor.get("/mentor/"))):
        for skill in re.findall(r'name="skill" value="([^"]+)"', mentor.get(f"{person}/path"))[:1]:
            note = "Une chose à la fois. / One thing at a time."
            mentor.post(f"{person}/path", skill=skill, action="keep", note=note)


def _finish_one(site: Site, visitor: Visitor, headers: dict[str, str]) -> None:
    """Mark a resource as done: it counts, so the course gets its grade item."""
    page = visitor.get(f"{site.tool}/learn/search", headers).text
    [resource, *_] = re.findall(r'href="(/learn/resources/[^"#]+)', page)
    visitor.post(f"{site.tool}{resource}/marks", {"kind": "done"}, headers)


def fits(screen: Screen) -> bool:
    """True when nothing stands out of the screen's width."""
    return bool(screen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
