"""What follows a match: the safeguarding office is told, without anything of what was found."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.tasks import task
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from intersession.people.models import Office, RoleGrant
from intersession.safety.models import Match


@task
def tell_safeguarding(pk: int) -> None:
    """Mail each holder of the office, in their language. What was cleared meanwhile needs no mail."""
    if not Match.objects.filter(pk=pk, cleared_at__isnull=True).exists():
        return
    grants = (
        RoleGrant.objects.current()
        .filter(office=Office.SAFEGUARDING, person__is_active=True, person__email__isnull=False)
        .select_related("person")
        .order_by("pk")
    )
    for grant in grants:
        with translation.override(grant.person.language):
            address = settings.SITE_URL + reverse("safety:matches")
            EmailMessage(
                subject=_("Something waits for the safeguarding office"),
                body=_(
                    "The guard refused a file. Nothing of it was kept. When it happened and who sent it is "
                    "shown here, after you sign in with your second step:\n\n%(address)s\n"
                )
                % {"address": address},
                to=[grant.person.email],
            ).send()
