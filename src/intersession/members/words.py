"""What the records say of an organisation, in words a reader knows."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intersession.people.models import Organisation

MEMBER = "member-today"
FORMER = "member-before"

# The records' own word -> (as a filter, as a sentence).
RELATIONS: dict[str, tuple[Promise, Promise]] = {
    "chair/coordinator": (
        _("Named as chair or coordinator"),
        _("The records name it as chair or coordinator."),
    ),
    "founding member": (
        _("Named as founding member"),
        _("The records name it among the founding members."),
    ),
    "member": (_("Named as member"), _("The records name it as a member.")),
    "new member": (_("Named as new member"), _("The records name it as a new member of that year.")),
    "participant": (_("Took part"), _("The records name it among those who took part.")),
    "new attendee": (_("Attended"), _("The records name it among those who attended for the first time.")),
    "session speaker": (_("Spoke in a session"), _("Somebody spoke for it in a session.")),
    "session moderator": (_("Moderated a session"), _("Somebody from it moderated a session.")),
    "joint session partner": (
        _("Held a session together"),
        _("It held a session together with the coalition."),
    ),
    "partner mention": (_("Mentioned as partner"), _("The records mention it as a partner.")),
    "related session or output": (
        _("Took part in related work"),
        _("It took part in a session or a text on the same subject, not necessarily in the coalition."),
    ),
    "not confirmed": (
        _("Link not confirmed"),
        _("No source that we hold confirms that it took part in the coalition."),
    ),
}
STANDINGS: dict[str, Promise] = {
    MEMBER: _("Member of the coalition"),
    FORMER: _("Member until some time ago"),
}


def standing_words(standing: str) -> object:
    """A value of the relation filter in words."""
    if standing in STANDINGS:
        return STANDINGS[standing]
    return RELATIONS[standing][0] if standing in RELATIONS else standing


def relation_sentence(organisation: Organisation) -> object:
    """What the records say of the tie, as a sentence; nothing where they say nothing."""
    known = RELATIONS.get(organisation.relation)
    return known[1] if known else organisation.relation


def expertise_words(organisation: Organisation) -> list[str]:
    """The tags of expertise as English words: they come from the records, not from our interface."""
    return [tag.replace("-", " ") for tag in organisation.expertise]
