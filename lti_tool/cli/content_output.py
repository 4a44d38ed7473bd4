"""How `boussole content` shows what it did, for people and for machines."""

from lti_tool.catalogue.records import IndexReport, RunReport, SearchPage


def run_data(report: RunReport) -> dict[str, object]:
    """Return an import as JSON values."""
    return {
        "run": report.id,
        "state": report.state,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "refused": report.refused,
        "problems": [
            {"source": problem.source, "severity": problem.severity, "reason": str(problem.message)}
            for problem in report.problems
        ],
    }


def run_text(report: RunReport) -> str:
    """Return an import as lines: each problem, then the counts."""
    lines = [f"{problem.severity}: {problem.source}: {problem.message}" for problem in report.problems]
    counts = (
        f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.removed} removed, {report.refused} refused."
    )
    return "\n".join([*lines, counts])


def status_data(report: IndexReport) -> dict[str, object]:
    """Return an index's state as JSON values."""
    return {
        "ready": report.ready,
        "message": str(report.message),
        "reason": str(report.reason) if report.reason else "",
        "resources": report.resources,
        "hidden": report.hidden,
        "indexed": report.indexed,
        "passages": report.passages,
        "embedded": report.embedded,
        "waiting": report.waiting,
        "age_seconds": round(report.age_seconds, 1),
        "bytes": report.size,
        "applied_at": report.applied_at.isoformat() if report.applied_at else None,
        "rebuilt_at": report.rebuilt_at.isoformat() if report.rebuilt_at else None,
        "rebuild_reason": report.rebuild_reason,
    }


def status_text(report: IndexReport) -> str:
    """Return an index's state as lines."""
    lines = [
        f"{report.message} {report.reason or ''}".rstrip(),
        f"{report.resources} resources ({report.hidden} hidden), {report.indexed} indexed.",
        f"{report.passages} passages, {report.size:,} bytes.",
    ]
    if report.embedded is not None:
        lines.append(f"{report.embedded} of {report.passages} passages are read for meaning.")
    if report.waiting:
        lines.append(f"{report.waiting} changes wait, the oldest for {report.age_seconds:.0f} s.")
    if report.rebuilt_at:
        lines.append(f"Last rebuilt {report.rebuilt_at:%Y-%m-%d %H:%M} UTC. {report.rebuild_reason}")
    return "\n".join(lines)


def page_data(page: SearchPage) -> dict[str, object]:
    """Return search results as JSON values."""
    return {
        "query": page.text,
        "total": page.total,
        "did_you_mean": page.did_you_mean,
        "speaks_of_it": page.speaks,
        "hits": [
            {
                "id": hit.card.id,
                "title": hit.card.title,
                "heading": hit.heading,
                "text": hit.text,
                "language": hit.card.language,
                "score": round(hit.score, 4),
                "passage": hit.passage_id,
                "url": hit.card.url,
            }
            for hit in page.hits
        ],
    }


def page_text(page: SearchPage) -> str:
    """Return search results as lines."""
    if not page.hits:
        hint = f" Did you mean: {page.did_you_mean}?" if page.did_you_mean else ""
        return f"Nothing found.{hint}"
    lines = [] if page.speaks else ["The content may not speak of this: here is what comes closest."]
    for number, hit in enumerate(page.hits, start=1):
        excerpt = "".join(text for text, _ in hit.excerpt).replace("\n", " ")
        lines.append(f"{number}. {hit.card.title} [{hit.card.language}] {hit.card.id}\n   {excerpt[:240]}")
    return "\n".join(lines)
