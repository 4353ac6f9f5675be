"""What the pages about the coalition, the messages and the tour ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.pages.models import Message, Page, PageKind, PageVersion, TourVisit
from intersession.people.models import Office, Person, RoleGrant

# The needed pages in the order readers look for them; further ones follow by name.
ORDER = [PageKind.ABOUT, PageKind.CONTACT, PageKind.PRIVACY, PageKind.ACCESSIBILITY, PageKind.OTHER]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as a reader sees it: the version in their language, else in the nearest one there is."""

    page: Page
    version: PageVersion
    newest: dict[str, PageVersion]
    wanted: str

    @property
    def is_in_another_language(self) -> bool:
        return self.version.language != self.wanted

    @property
    def newer(self) -> PageVersion | None:
        """The default language's version, when it was written after the one shown."""
        version = self.newest.get(settings.LANGUAGE_CODE)
        if version is None or version.language == self.version.language:
            return None
        return version if version.created_at > self.version.created_at and version.number > 1 else None


def newest_versions() -> QuerySet[PageVersion]:
    """The newest version of every page in every language."""
    later = PageVersion.objects.filter(
        page=OuterRef("page"), language=OuterRef("language"), number__gt=OuterRef("number")
    )
    found: QuerySet[PageVersion] = PageVersion.objects.filter(~Exists(later)).select_related(
        "page", "written_by"
    )
    return found.fetch_mode(settings.PAGE_FETCH_MODE)


def page_for(actor: Actor, slug: str) -> Page:
    """The page at an address; a withdrawn one, too, for its tombstone."""
    found: Page | None = Page.objects.filter(actor.scope("pages.view_page"), slug=slug).first()
    if found is None:
        raise Http404(_("The coalition has no page at this address."))
    return found


def shown(page: Page) -> Shown:
    """What a reader of the current language is shown of a page; 404 where nothing was ever written."""
    return _shown(page, list(newest_versions().filter(page=page)))


def _shown(page: Page, versions: list[PageVersion]) -> Shown:
    newest = {version.language: version for version in versions}
    wanted = get_language() or settings.LANGUAGE_CODE
    version = newest.get(wanted) or newest.get(settings.LANGUAGE_CODE) or next(iter(newest.values()), None)
    if version is None:
        raise Http404(_("Nothing has been written on this page yet."))
    return Shown(page, version, newest, wanted)


def all_pages(actor: Actor, *, withdrawn: bool = False) -> list[Shown]:
    """Every page with its newest versions, in the order readers look for them."""
    by_page: dict[int, list[PageVersion]] = {}
    pages: dict[int, Page] = {}
    reach = Page.objects.filter(actor.scope("pages.view_page"), withdrawn_at__isnull=not withdrawn)
    for version in newest_versions().filter(page__in=reach):
        by_page.setdefault(version.page_id, []).append(version)
        pages[version.page_id] = version.page
    found = [_shown(pages[key], versions) for key, versions in by_page.items()]
    return sorted(found, key=lambda each: (ORDER.index(PageKind(each.page.kind)), each.version.title))


def sitemap_pages(actor: Actor) -> list[tuple[str, date | None]]:
    """(slug, day of the newest version in any language) of every page."""
    return [
        (each.page.slug, max(version.created_at for version in each.newest.values()).date())
        for each in all_pages(actor)
    ]


def newest_version(page: Page, language: str) -> PageVersion | None:
    """What the page says now in a language, if anything."""
    return newest_versions().filter(page=page, language=language).first()


def versions_of(page: Page, language: str) -> QuerySet[PageVersion]:
    """All versions of a language, the newest first."""
    found: QuerySet[PageVersion] = (
        PageVersion.objects.filter(page=page, language=language)
        .select_related("written_by")
        .defer("source", "html")
        .order_by("-number")
    )
    return found.fetch_mode(settings.PAGE_FETCH_MODE)


def version_for(page: Page, language: str, number: int) -> PageVersion:
    """One version; 404 with a sentence else."""
    found = PageVersion.objects.filter(page=page, language=language, number=number)
    version: PageVersion | None = found.select_related("written_by").first()
    if version is None:
        raise Http404(_("This page has no version of that number in that language."))
    return version


def written_pages() -> set[tuple[str, str]]:
    """(slug, language) of everything that was ever written."""
    return set(PageVersion.objects.values_list("page__slug", "language"))


def open_messages() -> QuerySet[Message]:
    """What waits for an answer, the oldest first."""
    found: QuerySet[Message] = Message.objects.filter(answered_at=None).order_by("created_at", "pk")
    return found.fetch_mode(settings.PAGE_FETCH_MODE)


def answered_messages() -> QuerySet[Message]:
    """What was answered and is not forgotten yet, the latest first."""
    found: QuerySet[Message] = (
        Message.objects.filter(answered_at__isnull=False)
        .select_related("answered_by")
        .order_by("-answered_at", "-pk")
    )
    return found.fetch_mode(settings.PAGE_FETCH_MODE)


def has_messages() -> bool:
    """Whether any message is kept, open or answered."""
    return Message.objects.exists()


def message_for(pk: int) -> Message | None:
    """A message, open or answered."""
    return Message.objects.filter(pk=pk).first()


def messages_to_forget() -> QuerySet[Message]:
    """Messages answered long enough ago."""
    before = timezone.now() - timedelta(days=settings.MESSAGES_KEPT_DAYS)
    found: QuerySet[Message] = Message.objects.filter(answered_at__lt=before)
    return found


def secretariat() -> list[Person]:
    """Whoever holds the secretariat's office now and can be reached by mail."""
    holders = RoleGrant.objects.current().filter(office=Office.SECRETARIAT).values("person")
    return list(Person.objects.filter(pk__in=holders, is_active=True, email__isnull=False).order_by("pk"))


def has_ended_tour(person: Person) -> bool:
    """Whether somebody has taken the tour or does not want it."""
    return TourVisit.objects.filter(person=person).exists()
