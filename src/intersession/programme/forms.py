"""What people write about a programme."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.access.errors import Refused
from intersession.action_items.forms import day, last_part
from intersession.action_items.models import ActionItem
from intersession.kit.fields import OneLine, Paragraphs, language_choices
from intersession.library.models import Resource
from intersession.members.forms import CountryField, WebAddressField
from intersession.papers.models import Paper, Version
from intersession.people.models import Organisation
from intersession.programme.actions import Coming, Invited, Point
from intersession.programme.models import LONGEST_AGENDA_MINUTES, AgendaItem, Part, Way


def told(form: forms.Form, refusal: Refused | ValidationError) -> None:
    """Say on the form what an action refused."""
    if isinstance(refusal, ValidationError) and hasattr(refusal, "error_dict"):
        for name, faults in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, faults)
    else:
        form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal.sentence))


class OrganisationField(OneLine):
    """An organisation by the address of its page, or its very name."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("The address of its page in the directory, or its very name."))
        super().__init__(max_length=300, **options)

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        if not said:
            return None
        listed = Organisation.objects.filter(merged_into__isnull=True)
        found = listed.filter(slug=last_part(said)).first()
        if found is None:
            same = list(listed.filter(name__iexact=said)[:2])
            found = same[0] if len(same) == 1 else None
        if found is None:
            raise ValidationError(_("No organisation is listed under this name or address."))
        return found


class Spoken(forms.Form):
    """A form whose text is in some language: the reader's, unless they say otherwise."""

    language = forms.ChoiceField(label=_("Language you write in"), choices=language_choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": get_language() or "en", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class InviteForm(Spoken):
    """Who is asked to take part."""

    name = OneLine(label=_("Name"), max_length=200)
    part = forms.ChoiceField(label=_("As what"), choices=Part.choices)
    organisation = OrganisationField(label=_("For which organisation"), required=False)
    place = CountryField(
        label=_("Country"), required=False, help_text=_("Leave it open for that of the organisation.")
    )
    email = forms.EmailField(
        label=_("Mail address"),
        required=False,
        help_text=_("The invitation goes there. The address is forgotten thirty days after the session."),
    )
    field_order = ("name", "part", "organisation", "place", "email", "language")

    @property
    def invited(self) -> Invited:
        """Who it is."""
        return Invited(**self.cleaned_data)


class AnswerForm(forms.Form):
    """Yes or no, and how one describes oneself."""

    answer = forms.ChoiceField(
        label=_("Do you take part?"),
        choices=[
            ("yes", _("Yes. My name, role and organisation may stand on the page of the session.")),
            ("no", _("No")),
        ],
        widget=forms.RadioSelect,
    )
    gender = OneLine(
        label=_("How you describe your gender"),
        max_length=40,
        required=False,
        help_text=_("If you like, in your own words. Only sums are shown, never what one person said."),
    )
    is_young = forms.TypedChoiceField(
        label=_("Are you a young person?"),
        choices=[("", _("I would rather not say")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: {"yes": True, "no": False}.get(value),
        empty_value=None,
        required=False,
        help_text=_("As you see yourself. Only sums are shown."),
    )


class ItemForm(Spoken):
    """An agenda item."""

    title = OneLine(label=_("What it is about"), max_length=300)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST_AGENDA_MINUTES)
    text = Paragraphs(label=_("What should come of it"), max_length=2000, required=False, rows=3)
    paper = OneLine(
        label=_("About which paper"),
        max_length=300,
        required=False,
        help_text=_("The address of its page, if it is about a paper."),
    )
    action_item = OneLine(
        label=_("About which action item"),
        max_length=300,
        required=False,
        help_text=_("The address of its page."),
    )
    source_path = OneLine(
        label=_("Where it comes from"),
        max_length=300,
        required=False,
        help_text=_("The address of an idea, or of another page of this site."),
    )
    field_order = ("title", "minutes", "text", "paper", "action_item", "source_path", "language")

    def clean_paper(self) -> Paper | None:
        """The paper of an address."""
        said = self.cleaned_data["paper"]
        found: Paper | None = Paper.objects.public().filter(slug=last_part(said)).first() if said else None
        if said and found is None:
            raise ValidationError(_("There is no paper at this address, or it is not public yet."))
        return found

    def clean_action_item(self) -> ActionItem | None:
        """The action item of an address."""
        said = last_part(self.cleaned_data["action_item"])
        found: ActionItem | None = None
        if said.isdecimal():
            found = ActionItem.objects.filter(pk=int(said[:18]), confirmed_at__isnull=False).first()
        if said and found is None:
            raise ValidationError(_("There is no action item at this address."))
        return found

    def clean_source_path(self) -> str:
        """An address of this site, without its beginning and its language."""
        said = re.sub(r"^https?://[^/]+", "", self.cleaned_data["source_path"])
        said = re.sub(r"^/[a-z]{2}/", "/", said)
        if said and (not said.startswith("/") or said.startswith("//")):
            raise ValidationError(_("Where it comes from must be an address of this site."))
        return said

    @property
    def point(self) -> Point:
        """What it says."""
        return Point(**self.cleaned_data)


def initial_of(item: AgendaItem) -> dict[str, Any]:
    """The item as the form shows it."""
    return {
        "title": item.title,
        "minutes": item.minutes,
        "text": item.text,
        "paper": item.paper.slug if item.paper else "",
        "action_item": str(item.action_item_id or ""),
        "source_path": item.source_path,
        "language": item.language,
    }


class ReleaseForm(forms.Form):
    """What a release is about."""

    note = OneLine(label=_("A word on this release"), max_length=300, required=False)


class MaterialForm(forms.Form):
    """A version of a paper, or a resource as it is today."""

    address = OneLine(
        label=_("A paper or a resource of the library"),
        max_length=300,
        help_text=_("The address of the version of the paper, or of the page of the resource."),
    )

    def clean_address(self) -> Version | Resource:
        """The version or the resource at an address."""
        said = self.cleaned_data["address"]
        public = Version.objects.filter(published_at__isnull=False)
        if named := re.search(r"papers/([-\w]+)/versions/(\d{1,6})", said):
            version = public.filter(paper__slug=named[1], number=int(named[2])).first()
        else:
            version = public.filter(paper__slug=last_part(said)).order_by("-number").first()
        if version is not None:
            return version
        resource: Resource | None = Resource.objects.filter(slug=last_part(said)).first()
        if resource is None or not resource.is_published:
            raise ValidationError(_("There is neither a public version of a paper nor a resource here."))
        return resource


class RegisterForm(forms.Form):
    """How somebody comes."""

    way = forms.ChoiceField(label=_("How you take part"), choices=Way.choices, widget=forms.RadioSelect)
    for_organisation = forms.BooleanField(label=_("For my organisation"), required=False)
    number = forms.IntegerField(label=_("How many people"), min_value=1, max_value=50, initial=1)
    access_needs = Paragraphs(
        label=_("What you need to take part"),
        max_length=1000,
        required=False,
        rows=3,
        help_text=_(
            "Such as captions, a place for a wheelchair, sign language. Only the secretariat and those who run the "
            "session read it; it is erased thirty days after the session."
        ),
    )

    def __init__(self, *args: Any, has_organisation: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_organisation:
            del self.fields["for_organisation"], self.fields["number"]

    @property
    def coming(self) -> Coming:
        """Who comes."""
        return Coming(**self.cleaned_data)


class AttendanceForm(forms.Form):
    """How many were there."""

    in_room = forms.IntegerField(label=_("In the room"), min_value=0, max_value=100_000)
    remote = forms.IntegerField(label=_("Remotely"), min_value=0, max_value=1_000_000)
    how = OneLine(
        label=_("How it was counted"), max_length=200, required=False, help_text=_("Such as: heads at 10:15.")
    )


class RelatedForm(Spoken):
    """A session elsewhere."""

    title = OneLine(label=_("Title of the session"), max_length=300)
    url = WebAddressField(label=_("Its page"), required=False)
    starts_on = day(_("Day"), required=False)
    represented_by = OneLine(
        label=_("Who represents the coalition there"),
        max_length=200,
        required=False,
        help_text=_("Everybody reads it: name somebody only if they agreed."),
    )
    field_order = ("title", "url", "starts_on", "represented_by", "language")


class PlenaryForm(Spoken):
    """What was asked of the plenary."""

    what = OneLine(label=_("What the coalition wants to present"), max_length=300)
    asked_on = day(_("Asked on"))
    field_order = ("what", "asked_on", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"asked_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class PlenaryAnswerForm(forms.Form):
    """What the plenary answered."""

    answer = forms.ChoiceField(
        label=_("Answer"), choices=[("granted", _("Granted")), ("declined", _("Declined"))]
    )
    answered_on = day(_("Answered on"))


def today() -> date:
    """The day, in UTC as all of the site counts."""
    return timezone.now().date()
