"""A document as Markdown. In front of each block stands its lasting key, in a comment no reader sees.

Whoever edits the file and brings it in again keeps the keys, and with them comments and translations.
"""

from __future__ import annotations

from intersession.formats.marks import escaped, in_a_cell, in_a_line, paragraphs
from intersession.formats.queries import Document
from intersession.formats.tree import with_notes_numbered


def written(document: Document) -> bytes:
    """The file."""
    w = document.words
    parts = [f"# {escaped(document.title)}", escaped(document.coalition)]
    facts = [document.kind, document.version, document.day]
    parts.append(escaped(" · ".join(filter(None, facts))))
    parts += [escaped(document.status), *map(escaped, document.notices), f"<{document.address}>"]
    parts.append(f"**{escaped(w['purpose'])}** {escaped(document.purpose)}")
    if document.changes:
        parts += [f"## {escaped(w['changes'])}", paragraphs(document.changes)]
    parts.append("---")
    number = 1
    for piece in document.pieces:
        text, number = with_notes_numbered(piece.text, number)
        parts.append(f"<!-- {piece.key} ¶{piece.number} -->\n\n{text}")
    parts.append("<!-- end -->")
    if document.decided:
        parts += ["---", f"## {escaped(w['decided'])}", escaped(document.decided)]
    if document.objections:
        parts.append(f"## {escaped(w['dissent'])}")
    for each in document.objections:
        said = f" ({w['sustained']})" if each.is_sustained else ""
        parts += [f"### {escaped(each.organisation)}{escaped(said)}", paragraphs(each.reason)]
        parts += [f"**{escaped(w['resolution'])}** {paragraphs(each.resolution)}"]
        parts += [f"**{escaped(w['answer'])}** {paragraphs(each.answer or w['unanswered'])}"]
    if document.adopters:
        head = [w["organisation"], w["group"], w["what"], w["since"]]
        rows = [head, ["---"] * 4, *document.adopters]
        table = [
            "| " + " | ".join(cell if cell == "---" else in_a_cell(cell) for cell in row) + " |"
            for row in rows
        ]
        parts += [f"## {escaped(w['adopters'])}", "\n".join(table)]
    if document.works:
        links = [f"- [{in_a_line(name)}](<{address}>)" for name, address in document.works]
        parts += [f"## {escaped(w['works'])}", "\n".join(links)]
    if document.fingerprint_of_text:
        parts.append(f"{escaped(w['fingerprint'])} `{document.fingerprint_of_text}`")
    return ("\n\n".join(parts) + "\n").encode()
