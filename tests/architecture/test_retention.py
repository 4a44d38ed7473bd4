"""No table that reaches a person is kept forever without a reason."""

from lti_tool.privacy.retention_rules import KEPT, RULES
from tests.architecture.rows import person_tables


def test_every_table_that_reaches_a_person_has_its_retention() -> None:
    tables = {"users", *(table.name for table in person_tables())}
    ruled = {rule.name for rule in RULES}
    assert tables - ruled - KEPT.keys() == set(), "add these to lti_tool/privacy/retention_rules.py"
    assert (ruled | KEPT.keys()) - tables == set(), "these tables are no more"
    assert ruled & KEPT.keys() == set()


def test_every_rule_leads_to_a_course_and_to_people_or_an_age() -> None:
    for rule in RULES:
        assert rule.through or "course_id" in rule.table.__table__.columns, rule.name
        assert rule.owners or rule.at is not None, rule.name
