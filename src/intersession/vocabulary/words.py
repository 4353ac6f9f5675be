"""How sure we are of a label, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intersession.people.models import Confidence

# Of a label "low" means more than elsewhere: nobody who grew up with the language has looked at it.
CONFIDENCE_WORDS: dict[str, Promise] = {
    Confidence.HIGH.value: _("Seen in its source"),
    Confidence.MEDIUM.value: _("Its source supports the main part of it"),
    Confidence.LOW.value: _("Not found in a source and not yet checked by a native reader"),
}
