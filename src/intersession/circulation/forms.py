"""What people write when they pass a paper on."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.atlas.models import Law
from intersession.circulation.actions import Recipient, Work
from intersession.kit.fields import OneLine, Paragraphs, language_choices
from intersession.library.models import Resource
from intersession.members.forms import WebAddressField
from intersession.people.models import Organisation


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, by the browser's own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class LinkForm(forms.Form):
    """What a link is for."""

    purpose = OneLine(
        label=_("What the link is for"),
        max_length=200,
        help_text=_("Only your organisation and the secretariat read it, for instance: newsletter of May."),
    )
    closes_on = day_field(_("Last day"), required=False, help_text=_("Leave it open for no end."))


class DispatchForm(forms.Form):
    """Who was sent the paper."""

    to = OneLine(
        label=_("To which organisation"),
        max_length=300,
        help_text=_("Its name, or the address of its page in the directory."),
    )
    language = forms.ChoiceField(label=_("In which language"), choices=language_choices)
    sent_on = day_field(_("On which day"))
    note = OneLine(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        first = {"language": get_language() or "en", "sent_on": timezone.now().date()}
        kwargs["initial"] = {**first, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean_to(self) -> Recipient:
        """An organisation of the directory by its address or its very name, else the name."""
        said = self.cleaned_data["to"]
        slug = re.search(r"/organisations/([\w-]+)/?$", said)
        if slug:
            found = Organisation.objects.filter(slug=slug[1], merged_into__isnull=True).first()
            if found is None:
                raise ValidationError(_("No organisation is listed at this address."))
            return Recipient(found)
        same = list(Organisation.objects.filter(name__iexact=said, merged_into__isnull=True)[:2])
        return Recipient(same[0]) if len(same) == 1 else Recipient(None, said)


class MentionForm(forms.Form):
    """Where the paper is cited."""

    work = OneLine(
        label=_("Address of the work that cites it"),
        max_length=500,
        help_text=_("A law of the atlas, a resource of the library, or any page on the web."),
    )
    title = OneLine(
        label=_("Title of that work"),
        max_length=300,
        required=False,
        help_text=_("Needed for a page that is neither in the atlas nor in the library."),
    )
    words = Paragraphs(label=_("The words in which it is cited"), max_length=1000, rows=3)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1990, max_value=2100)

    def clean(self) -> dict[str, Any]:
        """The work of the address."""
        said = super().clean() or {}
        address = said.get("work", "")
        path = urlsplit(address).path.rstrip("/")
        if found := re.search(r"/laws/([\w-]+)$", path):
            law = Law.objects.filter(pk=found[1]).first()
            said["found"] = Work(law=law) if law else self._unknown()
        elif found := re.search(r"/library/([\w-]+)$", path):
            resource = Resource.objects.listed().filter(slug=found[1]).first()
            said["found"] = Work(resource=resource) if resource else self._unknown()
        elif address:
            said["found"] = self._elsewhere(address, said.get("title", ""))
        return said

    def _unknown(self) -> Work | None:
        self.add_error("work", _("There is no such law or resource here."))
        return None

    def _elsewhere(self, address: str, title: str) -> Work | None:
        if not title:
            self.add_error("title", _("Give the title of the work."))
            return None
        try:
            return Work(url=WebAddressField().clean(address), title=title)
        except ValidationError as wrong:
            self.add_error("work", wrong)
            return None


class ReasonForm(forms.Form):
    """Why it is removed."""

    reason = OneLine(label=_("Reason"), max_length=500)
