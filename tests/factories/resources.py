"""Learning content for tests: small, bilingual, with something to find."""

from content_index.documents import Passage, Resource
from content_index.index import Change, ChangeKind


def resource(
    resource_id: str,
    *texts: str,
    title: str = "",
    language: str = "fr",
    heading: str = "",
    **others: object,
) -> Resource:
    """A resource with one passage per text."""
    passages = tuple(
        Passage(f"{resource_id}/{ordinal}", resource_id, ordinal, text, heading, f"#p{ordinal}")
        for ordinal, text in enumerate(texts)
    )
    return Resource(resource_id, title or resource_id, language, passages, **others)  # type: ignore[arg-type]


def upserts(*resources: Resource, first: int = 1) -> list[Change]:
    """One change per resource, numbered from `first`."""
    return [Change(number, ChangeKind.UPSERT, item.id, item) for number, item in enumerate(resources, first)]


def bilingual_course() -> list[Resource]:
    """Six lessons on changing jobs, half French, half English."""
    return [
        resource(
            "lettre",
            "Une lettre de motivation répond à l’offre : elle dit pourquoi l'employeur gagne à vous rencontrer.",
            "Relisez votre lettre à voix haute, puis faites-la relire par une personne du métier.",
            title="Écrire une lettre de motivation",
            url="https://exemple.test/lettre",
            skills=("lettre", "ecrire"),
            minutes=15,
        ),
        resource(
            "entretien",
            "L'entretien d'embauche se prépare : écoutez, posez des questions, donnez des exemples.",
            title="Réussir un entretien",
            skills=("entretien",),
            minutes=30,
            kind="video",
        ),
        resource(
            "reseau",
            "Le réseau compte : demandez une rencontre d'une demi-heure à un ancien collègue, le cœur léger.",
            title="Développer son réseau",
            skills=("reseau",),
        ),
        resource(
            "letter",
            "A cover letter answers the job offer: say what the employer gains by meeting you.",
            title="Write a cover letter",
            language="en",
            skills=("lettre",),
            minutes=15,
        ),
        resource(
            "interview",
            "An interview can be prepared: listen, ask questions, give examples of your motivation.",
            title="Succeed in an interview",
            language="en",
            minutes=40,
        ),
        resource(
            "hidden",
            "A draft lesson about salary negotiation that learners may not see yet.",
            title="Negotiate your salary",
            language="en",
            visible=False,
        ),
    ]
