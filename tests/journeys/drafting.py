"""Drafts on their way between a learner and a mentor: over HTTP, as their pages would do it."""

import re
from dataclasses import dataclass

from lti_tool.demo.demonstration import Site
from lti_tool.demo.platform.visitor import Page, Visitor

LETTERS = {
    "en": (
        "I am passionate about sales and I am a team player. I have always liked people, and I would like to work "
        "with you. In my last shop customers came back because somebody knew their name. I trained two colleagues "
        "to do the same, and the queue on Saturdays became shorter. I am a fast learner, and what I do not know yet "
        "I ask. I would like to bring this to your shop. I thank you for reading my letter to its end."
    ),
    "fr": (
        "Dynamique et motivée, je souhaite rejoindre votre structure. J’aime les gens depuis toujours. Dans mon "
        "dernier magasin, les clients revenaient parce que quelqu’un connaissait leur nom. J’ai formé deux collègues "
        "à faire de même, et la file du samedi est devenue plus courte. J’apprends vite, et ce que je ne sais pas "
        "encore, je le demande. Je voudrais apporter cela chez vous. Je vous remercie d’avoir lu ma lettre jusqu’au "
        "bout, et j’espère que nous aurons l’occasion d’en parler bientôt."
    ),
}


@dataclass
class Caller:
    """One person's session in the tool."""

    site: Site
    visitor: Visitor
    headers: dict[str, str]

    @classmethod
    def of(cls, site: Site, person: str) -> "Caller":
        visitor = Visitor(site.campus, person)
        token = visitor.launch("7001").text.split('data-session="')[1].split('"')[0]
        return cls(site, visitor, {"Authorization": f"Bearer {token}"})

    def get(self, address: str) -> str:
        return self.visitor.get(f"{self.site.tool}{address}", self.headers).text

    def post(self, address: str, **fields: str) -> Page:
        page = self.visitor.post(f"{self.site.tool}{address}", fields, self.headers)
        assert page.status < 400, (address, page.status, page.text[-2000:])
        return page


def begin_draft(learner: Caller, kind: str, text: str) -> str:
    """Begin a draft, write it, and return its address."""
    page = learner.post("/learn/drafts/", kind=kind).text
    address = re.findall(r"/learn/drafts/[0-9a-f]{24}", page)[0]
    send(learner, f"{address}/text", page, text)
    return address


def send(learner: Caller, address: str, page: str, text: str, **more: str) -> Page:
    """Send a draft's form the way its page does."""
    marks = {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in ("page", "opened")}
    return learner.post(address, **{**marks, "text": text, **more})


def drafts_on_their_way(learner: Caller, mentor: Caller, text: str) -> None:
    """Leave a letter that waits with the mentor, a pitch that is validated, and a project in work with two versions."""
    waiting = begin_draft(learner, "cover_letter", text)
    send(learner, f"{waiting}/review", learner.get(waiting), text)
    send(learner, f"{waiting}/hand", learner.get(waiting), text, with_comments="on")
    validated = begin_draft(learner, "pitch", text)
    send(learner, f"{validated}/review", learner.get(validated), text)
    send(learner, f"{validated}/hand", learner.get(validated), text, with_comments="on")
    theirs = validated.replace("/learn/", "/mentor/")
    for comment in sorted(set(re.findall(rf"{theirs}/comments/(\d+)", mentor.get(theirs))))[:1]:
        mentor.post(f"{theirs}/comments/{comment}", verdict="accepted")
    quote = " ".join(text.split()[2:7])
    mentor.post(f"{theirs}/comments", comment="Bien vu. / Well seen.", quote=quote)
    mentor.post(f"{theirs}/decide", decision="validated", words="Allez-y. / Go ahead.")
    working = begin_draft(learner, "project_idea", text)
    send(learner, f"{working}/review", learner.get(working), text)
    changed = text.replace(". ", ". (…) ", 1)
    send(learner, f"{working}/review", learner.get(working), changed)
