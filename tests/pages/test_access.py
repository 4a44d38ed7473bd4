"""Every route against every kind of person: a route without a row here fails."""

from collections.abc import Iterator
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from lti_tool.db import Database
from lti_tool.mentoring.models import View
from lti_tool.people.roles import Role
from lti_tool.tables import metadata
from tests.factories import viewers
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser

EVERYONE = frozenset(Role)
LEARNER, MENTOR, INSTRUCTOR = (frozenset({role}) for role in Role)
PUBLIC = None
#: A sign-in at the desk opens it, no session of a course: `tests/pages/test_admin_doors.py` walks these routes.
DESK: frozenset[Role] = frozenset()

#: endpoint -> who may use it. None: anybody, with or without a session.
MATRIX: dict[str, frozenset[Role] | None] = {
    "admin.add": DESK,
    "admin.add_deployment": DESK,
    "admin.ask_remove": DESK,
    "admin.check": DESK,
    "admin.enter": PUBLIC,  # the form of the sign-in page is the key
    "admin.accept_model": DESK,
    "admin.add_model": DESK,
    "admin.ask_remove_model": DESK,
    "admin.change_model": DESK,
    "admin.model": DESK,
    "admin.models": DESK,
    "admin.move_model": DESK,
    "admin.new_model": DESK,
    "admin.price_model": DESK,
    "admin.remove_model": DESK,
    "admin.set_limits": DESK,
    "admin.switch_model": DESK,
    "admin.switch_models": DESK,
    "admin.test_model": DESK,
    "admin.withdraw_model": DESK,
    "admin.home": DESK,
    "admin.readings": DESK,
    "admin.switch_readings_off": DESK,
    "admin.switch_readings_on": DESK,
    "admin.libraries": DESK,
    "admin.share_library": DESK,
    "admin.withdraw_library": DESK,
    "admin.restore_library": DESK,
    "admin.invite": DESK,
    "admin.invites": DESK,
    "admin.keys": DESK,
    "admin.new": DESK,
    "admin.organisation": PUBLIC,  # as the sign-in page; 404 where no provider is set
    "admin.organisation_back": PUBLIC,
    "admin.organisation_enter": PUBLIC,  # a form of ours with the state of this browser is the key
    "admin.platform": DESK,
    "admin.remove": DESK,
    "admin.restore_invite": DESK,
    "admin.rotate": DESK,
    "admin.set_status": DESK,
    "admin.add_site": DESK,
    "admin.change_site": DESK,
    "admin.check_site": DESK,
    "admin.new_site": DESK,
    "admin.preview_site": DESK,
    "admin.preview_token": DESK,
    "admin.rotate_site": DESK,
    "admin.site": DESK,
    "admin.sites": DESK,
    "admin.set_keys_address": DESK,
    "admin.set_site_sign_in": DESK,
    "admin.switch_site": DESK,
    "embed.sign_in": PUBLIC,
    "embed.sign_in_back": PUBLIC,
    "embed.sign_in_enter": PUBLIC,  # the sealed cookie and its state are the key
    "admin.sign_in": PUBLIC,
    "admin.sign_out": DESK,
    "admin.withdraw_invite": DESK,
    "kept.erase": EVERYONE,  # for people of a frame: 404 to those of a launch
    "kept.kept": EVERYONE,
    "kept.link": EVERYONE,
    "kept.save": EVERYONE,
    "kept.unlink": EVERYONE,
    "linking.code": LEARNER,
    "linking.end": LEARNER,
    "linking.page": LEARNER,
    "frame.new_tab": PUBLIC,  # a ticket is the key
    "frame.ticket": EVERYONE,
    "health.alive": PUBLIC,
    "health.metrics": PUBLIC,
    "health.ready": PUBLIC,
    "help.human": PUBLIC,
    "launch.canvas": PUBLIC,
    "launch.choose": PUBLIC,  # a sealed ticket is the key
    "launch.choose_change": PUBLIC,  # as above
    "launch.choose_find": PUBLIC,  # as above
    "launch.continue_": PUBLIC,
    "launch.forget": PUBLIC,  # a sealed ticket is the key
    "launch.hand_over": PUBLIC,  # as above
    "launch.jwks": PUBLIC,
    "launch.kept": PUBLIC,
    "launch.launch": PUBLIC,
    "launch.login": PUBLIC,
    "launch.register": PUBLIC,
    "review.work": LEARNER | INSTRUCTOR,
    "learn.assistant": LEARNER,
    "learn.begin_draft": LEARNER,
    "learn.compare_draft": LEARNER,
    "learn.attach_delivery": LEARNER,
    "learn.detach_delivery": LEARNER,
    "learn.delete_draft": LEARNER,
    "learn.draft": LEARNER,
    "learn.drafts": LEARNER,
    "learn.hand_draft": LEARNER,
    "learn.restore_draft": LEARNER,
    "learn.review_draft": LEARNER,
    "learn.save_draft": LEARNER,
    "learn.take_draft_back": LEARNER,
    "learn.graded": LEARNER,
    "learn.home": LEARNER,
    "learn.mark": LEARNER,
    "learn.opened": EVERYONE,
    "learn.path": LEARNER,
    "learn.path_seen": LEARNER,
    "learn.share_path": LEARNER,
    "learn.drop_agreed": LEARNER,
    "learn.allow_results": LEARNER,
    "learn.withdraw_results": LEARNER,
    "learn.profile": LEARNER,
    "learn.resource": EVERYONE,
    "learn.save_profile": LEARNER,
    "learn.search": EVERYONE,
    "learn.searched": EVERYONE,
    "learn.shown": LEARNER,
    "learn.take_goal": LEARNER,
    "mentor.add_comment": MENTOR,
    "mentor.decide": MENTOR,
    "mentor.draft": MENTOR,
    "mentor.judge_comment": MENTOR,
    "mentor.remove_comment": MENTOR,
    "mentor.answer": MENTOR,
    "mentor.end": MENTOR,
    "mentor.check": MENTOR,
    "mentor.home": MENTOR,
    "mentor.word_brief": MENTOR,
    "mentor.lesson": MENTOR,
    "mentor.lessons": MENTOR,
    "mentor.person": MENTOR,
    "mentor.path": MENTOR,
    "mentor.agree": MENTOR,
    "mentor.assess": MENTOR,
    "mentor.drop_agreement": MENTOR,
    "mentor.profile": MENTOR,
    "mentor.save_profile": MENTOR,
    "mentor.wish": MENTOR,
    "mentor.settle_alert": MENTOR,
    "conversations.conversations": EVERYONE,
    "fairness.answer": LEARNER,
    "fairness.ask": INSTRUCTOR,
    "fairness.check": INSTRUCTOR,
    "fairness.close": INSTRUCTOR,
    "fairness.questions": LEARNER,
    "fairness.report": INSTRUCTOR,
    "fairness.sign": INSTRUCTOR,
    "fairness.fairness": INSTRUCTOR,
    "figures.figures": INSTRUCTOR,
    "figures.figures_csv": INSTRUCTOR,
    "letters.choose_mail": LEARNER | MENTOR,
    "letters.make_feed": LEARNER | MENTOR,
    "letters.reach": LEARNER | MENTOR,
    "letters.revoke_feed": LEARNER | MENTOR,
    "apart.allow": LEARNER | MENTOR,
    "apart.apart": LEARNER | MENTOR,
    "apart.exclude": LEARNER | MENTOR,
    "groups.ask_group": INSTRUCTOR,
    "groups.ask_peers": INSTRUCTOR,
    "groups.end": INSTRUCTOR,
    "groups.groups": INSTRUCTOR,
    "my_groups.answer": LEARNER | MENTOR,
    "my_groups.call_off": LEARNER | MENTOR,
    "my_groups.circle": LEARNER | MENTOR,
    "my_groups.delete_note": LEARNER | MENTOR,
    "my_groups.mine": LEARNER | MENTOR,
    "my_groups.set_meeting": LEARNER | MENTOR,
    "my_groups.write_note": LEARNER | MENTOR,
    "matching.another": INSTRUCTOR,
    "matching.approve": INSTRUCTOR,
    "matching.matching": INSTRUCTOR,
    "my_goals.goals": LEARNER,
    "my_goals.score": LEARNER,
    "my_goals.write": LEARNER,
    "my_mentor.another": LEARNER,
    "my_mentor.answer": LEARNER,
    "my_mentor.close_alert": LEARNER,
    "my_mentor.end": LEARNER,
    "my_mentor.mentor": LEARNER,
    "my_mentor.more_time": LEARNER,
    "my_mentor.profile": LEARNER,
    "my_mentor.save_profile": LEARNER,
    "my_mentor.share": LEARNER,
    "my_mentor.wish": LEARNER,
    "my_mentor.withdraw": LEARNER,
    "outside.calendar_feed": PUBLIC,  # a private address is the key
    "outside.stop_mail": PUBLIC,  # a sealed link is the key
    "outside.stop_page": PUBLIC,
    "together.add_action": LEARNER | MENTOR,
    "together.calendar": LEARNER | MENTOR,
    "together.cancel": LEARNER | MENTOR,
    "together.close": LEARNER | MENTOR,
    "together.confirm": LEARNER | MENTOR,
    "together.delete_note": LEARNER | MENTOR,
    "together.mark_action": LEARNER | MENTOR,
    "together.move": LEARNER | MENTOR,
    "together.propose": LEARNER | MENTOR,
    "together.write_note": LEARNER | MENTOR,
    "check_ins.answer": LEARNER,
    "check_ins.consent": LEARNER,
    "check_ins.delete": LEARNER,
    "check_ins.page": LEARNER,
    "check_ins.restore": LEARNER,
    "check_ins.share": LEARNER,
    "check_ins.share_reading": LEARNER,
    "check_ins.write": LEARNER,
    "pitch.add": LEARNER,
    "pitch.consent": LEARNER,
    "pitch.delete": LEARNER,
    "pitch.keep": LEARNER,
    "pitch.page": LEARNER,
    "pitch.restore": LEARNER,
    "pitch.share": LEARNER,
    "pitch.ticket": LEARNER,
    "who_sees.everything": EVERYONE,
    "who_sees.page": LEARNER,
    "who_sees.take_back": LEARNER,
    "who_sees.withdraw": LEARNER,
    "static": PUBLIC,
    "teach.activities": INSTRUCTOR,
    "teach.add": INSTRUCTOR,
    "teach.add_address": INSTRUCTOR,
    "teach.cancel_import": INSTRUCTOR,
    "teach.change_library": INSTRUCTOR,
    "teach.libraries_page": INSTRUCTOR,
    "teach.change": INSTRUCTOR,
    "teach.confirm_import": INSTRUCTOR,
    "teach.content": INSTRUCTOR,
    "teach.content_desk": INSTRUCTOR,
    "teach.decide_edge": INSTRUCTOR,
    "teach.decide_skill": INSTRUCTOR,
    "teach.import_skills": INSTRUCTOR,
    "teach.importing": INSTRUCTOR,
    "teach.assessed": INSTRUCTOR,
    "teach.choose_column": INSTRUCTOR,
    "teach.let_column_go": INSTRUCTOR,
    "teach.look_for_columns": INSTRUCTOR,
    "teach.make_column": INSTRUCTOR,
    "teach.items": INSTRUCTOR,
    "teach.look_at_items": INSTRUCTOR,
    "teach.make_item_again": INSTRUCTOR,
    "teach.save_item": INSTRUCTOR,
    "teach.ask_delete_item": INSTRUCTOR,
    "teach.delete_item": INSTRUCTOR,
    "teach.learners": INSTRUCTOR,
    "teach.learners_csv": INSTRUCTOR,
    "teach.overview": INSTRUCTOR,
    "teach.name_mentor": INSTRUCTOR,
    "teach.people": INSTRUCTOR,
    "teach.preview": INSTRUCTOR,
    "teach.resend_all": INSTRUCTOR,
    "teach.resend_one": INSTRUCTOR,
    "teach.retry": INSTRUCTOR,
    "teach.save_synonyms": INSTRUCTOR,
    "teach.save_activity": INSTRUCTOR,
    "teach.save_settings": INSTRUCTOR,
    "teach.settings": INSTRUCTOR,
    "teach.skills_page": INSTRUCTOR,
    "teach.put_first": INSTRUCTOR,
    "teach.name_skill": INSTRUCTOR,
    "teach.take_skill_back": INSTRUCTOR,
    "teach.change_order": INSTRUCTOR,
    "teach.sync_people": INSTRUCTOR,
    "teach.undo_import": INSTRUCTOR,
    "teach.unname_mentor": INSTRUCTOR,
    "widget.ask": EVERYONE,
    "widget.conversation": EVERYONE,
    "widget.exercise": EVERYONE,
    "widget.exercises": EVERYONE,
    "widget.export": EVERYONE,
    "widget.feedback": EVERYONE,
    "widget.forget": EVERYONE,
    "widget.frame": PUBLIC,
    "widget.history": EVERYONE,
    "widget.loader": PUBLIC,
    "widget.mentor": EVERYONE,
    "widget.panel": EVERYONE,
    "widget.pinned_loader": PUBLIC,
    "widget.restore": EVERYONE,
    "widget.send": EVERYONE,
    "widget.session": PUBLIC,  # a page's token is the key
    "widget.share": EVERYONE,
    "widget.static": PUBLIC,
    "widget.stop": EVERYONE,
    "widget.stuck": EVERYONE,
    "widget.take_back": EVERYONE,
    "widget.unstick": EVERYONE,
    "widget.write": EVERYONE,
}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def rows(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every route with each of its methods and an address of it."""
    numbers = (
        "library_id",
        "column_id",
        "item_id",
        "pair_id",
        "share_id",
        "alert_id",
        "note_id",
        "action_id",
        "goal_id",
        "circle_id",
        "question_id",
        "exclusion_id",
        "meeting_id",
        "enrolment_id",
        "link_id",
        "suggestion_id",
        "edge_id",
        "checkin_id",
        "take_id",
        "checkin_id",
        "comment_id",
        "take_id",
    )
    values = {
        "public_id": "none",
        "filename": "css/base.css",
        "user_id": 1,
        "run_id": 1,
        "platform_id": 1,
        "provider_id": 1,
        **dict.fromkeys(numbers, 1),
    }
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        filled = {name: values.get(name, "none") for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, adapter.build(rule.endpoint, filled, method=method)


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(MATRIX)


def test_without_a_session_only_public_routes_answer(app: Flask, nobody: Browser) -> None:
    for rule, method, address in rows(app):
        if MATRIX[rule.endpoint] is not PUBLIC:
            response = nobody.client.open(address, method=method)
            assert response.status_code == 401, (rule.endpoint, method, response.status_code)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_what_is_its_own_and_nothing_else(app: Flask, arrive: Arrive, role: Role) -> None:
    browser = arrive(role)
    for rule, method, address in rows(app):
        allowed = MATRIX[rule.endpoint]
        if allowed is PUBLIC:
            continue
        response = browser.client.open(address, method=method, headers=browser.person.headers if browser.person else {})
        if role in allowed:
            assert response.status_code not in {401, 403, 500}, (rule.endpoint, method, response.status_code)
        else:
            refused = 401 if allowed == DESK else 403
            assert response.status_code == refused, (rule.endpoint, method, response.status_code)


@pytest.mark.parametrize(
    "forged", ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp4", "Bearer " + "a" * 5000, "bearer \u00e9"]
)
def test_no_forged_header_opens_anything(nobody: Browser, forged: str) -> None:
    for address in ("/learn/", "/teach/", "/widget/panel"):
        headers = {"Authorization": forged.encode("utf-8").decode("latin-1")}
        assert nobody.client.get(address, headers=headers).status_code == 401


def test_another_courses_things_do_not_exist(
    app: Flask, database: Database, arrive: Arrive, filled: dict[str, str], learner: Browser
) -> None:
    elsewhere = viewers.course(database, "Another course")
    stranger, teacher = arrive(Role.LEARNER, into=elsewhere), arrive(Role.INSTRUCTOR, into=elsewhere)
    known = filled["interview"]
    assert stranger.get(f"/learn/resources/{known}").status_code == 404
    assert stranger.post(f"/learn/resources/{known}/marks", data={"kind": "done"}).status_code == 404
    assert stranger.post(f"/learn/resources/{known}/opened").status_code == 404
    assert teacher.get(f"/learn/resources/{known}").status_code == 404
    for action in ("hide", "remove", "pin"):
        assert teacher.post(f"/teach/content/{known}", data={"action": action}).status_code == 404
    assert "Prepare an interview" not in stranger.page("/learn/search?q=interview")
    assert "Tom Whitfield" not in teacher.page("/teach/learners")
    assert learner.get(f"/learn/resources/{known}").status_code == 200


def test_another_courses_import_cannot_be_undone(
    database: Database, arrive: Arrive, filled: dict[str, str], instructor: Browser
) -> None:
    stranger = arrive(Role.INSTRUCTOR, into=viewers.course(database, "Another course"))
    for run_id in range(1, 5):
        assert stranger.get(f"/teach/content/imports/{run_id}").status_code == 404
        for action in ("undo", "confirm", "cancel", "retry"):
            assert stranger.post(f"/teach/content/imports/{run_id}/{action}").status_code == 404
    assert "Prepare an interview" in instructor.page("/teach/content")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"kind=done&action=remove"),
        ("text/plain", b"kind=done"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\ndone\r\n--x--\r\n',
        ),
    ],
)
def test_what_another_site_can_post_changes_nothing(app: Flask, nobody: Browser, kind: str, body: bytes) -> None:
    """A browser sends cookies along, never the bearer: there is nothing to forge with."""
    for rule, method, address in rows(app):
        if method in UNSAFE and MATRIX[rule.endpoint] is not PUBLIC:
            response = nobody.client.open(
                address, method=method, data=body, content_type=kind, headers={"Origin": "https://evil.example"}
            )
            assert response.status_code in {401, 403}, (rule.endpoint, response.status_code)


def snapshot(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


def test_reading_changes_nothing_but_the_ledger_of_looks(
    app: Flask, database: Database, filled: dict[str, str], arrive: Arrive, learner: Browser
) -> None:
    learner.post("/learn/profile", data={"about": "skills", "skills": ["interviews"]})
    browsers = [arrive(role) for role in Role]
    learner.get("/lti/jwks.json")  # the first reader of our keys finds them made
    before = snapshot(database)
    for (_, method, address), browser in product(rows(app), browsers):
        if method == "GET":
            headers = browser.person.headers if browser.person else {}
            browser.client.get(address.replace("none", filled["interview"]), headers=headers)
    after = snapshot(database)
    ledger = View.__tablename__
    assert before.pop(ledger) == []
    looks = after.pop(ledger)
    assert after == before
    columns = View.__table__.columns.keys()
    for look in (dict(zip(columns, row, strict=True)) for row in looks):
        assert look["viewer_id"] != look["user_id"]


def test_a_session_that_rested_too_long_opens_nothing(learner: Browser, clock: StillClock) -> None:
    clock.advance(minutes=31)
    response = learner.get("/learn/", htmx=True)
    assert response.status_code == 401
    assert "Open the activity again from your course." in response.get_data(as_text=True)
