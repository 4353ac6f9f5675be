"""What a person is told when a file is not taken: what is wrong, and what to do."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.safety.kinds import Why


def sentence(why: Why, fact: int = 0) -> str:
    """The sentence for a reason; `fact` is the number it mentions."""
    if why is Why.TOO_LARGE:
        return _("This file is larger than %(limit)s. Make it smaller or divide it, then try again.") % {
            "limit": filesizeformat(fact)
        }
    if why is Why.TOO_MANY_PAGES:
        return ngettext(
            "This document has more than %(count)d page. Divide it, then send the parts.",
            "This document has more than %(count)d pages. Divide it, then send the parts.",
            fact,
        ) % {"count": fact}
    if why is Why.TOO_MANY_PIXELS:
        return _(
            "A picture here has more than %(count)d million pixels. Make it smaller, then try again."
        ) % {"count": fact}
    if why is Why.FORMULA:
        return _(
            "Row %(row)d of this table holds a formula, which would run on the reader’s computer. "
            "Replace formulas by their values, then try again."
        ) % {"row": fact}
    return _SENTENCES[why]()


_SENTENCES = {
    Why.EMPTY: lambda: _("This file is empty. Choose another one."),
    Why.NOT_TAKEN: lambda: _("This kind of file is not taken here."),
    Why.UNKNOWN: lambda: _(
        "We could not tell what kind of file this is. Send a PDF, Word (DOCX), OpenDocument (ODT), "
        "picture, CSV or plain text file."
    ),
    Why.ARCHIVE: lambda: _("Archives are not taken. Unpack it and send the files one by one."),
    Why.PROGRAM: lambda: _("This is a program. Programs are not taken."),
    Why.WEB_PAGE: lambda: _("This is a web page or XML. Share its address, or save it as PDF and send that."),
    Why.DRAWING: lambda: _("SVG drawings can hold scripts and are not taken. Save it as PNG or PDF."),
    Why.OLD_OFFICE: lambda: _(
        "This is an old Office format, or a document with a password. Save it without a password as DOCX or "
        "PDF, then try again."
    ),
    Why.MOVING: lambda: _("Sound and video are not taken. Share the address where it can be watched."),
    Why.OTHER_PICTURE: lambda: _(
        "This kind of picture is not taken. Save it as JPEG or PNG, then try again."
    ),
    Why.DAMAGED: lambda: _("This file is damaged or not complete. Open it, save it anew, then try again."),
    Why.ENCRYPTED: lambda: _("This document needs a password. Save it without one, then try again."),
    Why.MACROS: lambda: _(
        "This document holds macros or scripts. Save it without them (as DOCX, ODT or PDF)."
    ),
    Why.EMBEDDED: lambda: _(
        "This document has other files inside it, such as the spreadsheet behind a chart. Save it as PDF and "
        "send that."
    ),
    Why.FETCHES: lambda: _(
        "This document would fetch something from elsewhere when it is opened. Save it as PDF and send that."
    ),
    Why.TOO_MUCH: lambda: _(
        "This file needs more time or memory than we can give. Save it anew with smaller pictures, or "
        "divide it."
    ),
    Why.TWO_THINGS: lambda: _("This file pretends to be two things at once. Save it anew, then try again."),
    Why.NO_TEXT: lambda: _("There is nothing in this file. Choose another one."),
    Why.INFECTED: lambda: _(
        "The virus scanner knows this file as harmful. It was not kept. Have the computer it came from checked."
    ),
    Why.NOT_CHECKED: lambda: _(
        "Files cannot be checked at the moment, so none are taken. Try again later; we can see the fault."
    ),
    Why.CRASHED: lambda: _("This file could not be read. Open it, save it anew, then try again."),
    Why.BUSY: lambda: _("Too many files are being checked at this moment. Try again in a minute."),
}
