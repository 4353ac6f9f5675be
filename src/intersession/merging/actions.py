"""Merging two organisations, and parting them again."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record_many
from intersession.audit.verbs import Verb
from intersession.members.changes import write_keys
from intersession.members.models import OrganisationConcept, OrganisationLanguage, OrganisationPlace
from intersession.merging.models import Merge, MergeLine
from intersession.people.models import Mandate, MandateRole, Organisation, OrganisationAlias, Proxy

# What a mandate becomes in the organisation that goes on: the same, except that it has its representative already.
BECOMES = {MandateRole.REPRESENTATIVE: MandateRole.ALTERNATE}


@transaction.atomic
def merge_organisations(actor: Actor, kept: Organisation, merged: Organisation) -> Merge:
    """Let `merged` go on as `kept`. Every row that changes leaves a line, so that it can be undone.

    Nobody gains a right: mandates keep their role, the representative of `merged` becomes an alternate, whoever
    holds the same mandate in both holds it once; proxies given to or by `merged` end; trust is not handed on.
    """
    pair = {
        each.pk: each
        for each in Organisation.objects.select_for_update(no_key=True)
        .filter(Q(pk__in=[kept.pk, merged.pk]) | Q(merged_into=merged.pk))
        .order_by("pk")
    }
    kept, merged = pair[kept.pk], pair[merged.pk]
    actor.require("merging.merge_organisations", kept)
    if kept.pk == merged.pk:
        raise Refused(_("An organisation cannot be merged into itself."))
    if kept.merged_into_id or merged.merged_into_id:
        raise Refused(_("One of the two was merged into another organisation already."))
    if merged.is_member and not kept.is_member:
        raise Refused(_("A member is not merged into a record: merge the other way round."))
    merge = Merge.objects.create(kept=kept, merged=merged, merged_by=actor.person)
    lines: list[MergeLine] = []
    _move_mandates(merge, lines)
    now = timezone.now()
    for proxy in Proxy.objects.select_for_update().filter(
        Q(organisation=merged) | Q(holder_organisation=merged), ends_at__gt=now
    ):
        _change(merge, lines, proxy, starts_at=min(proxy.starts_at, now), ends_at=now)
    _copy_what_is_said(merge, lines)
    for other in (merged, *(each for each in pair.values() if each.merged_into_id == merged.pk)):
        _change(merge, lines, other, merged_into_id=kept.pk)
    MergeLine.objects.bulk_create(lines)
    write_keys(kept)
    record_many(
        actor,
        Verb.ORGANISATIONS_MERGED,
        [(kept, {"merge": merge.pk, "merged": merged.pk}), (merged, {"merge": merge.pk, "into": kept.pk})],
    )
    return merge


def _move_mandates(merge: Merge, lines: list[MergeLine]) -> None:
    now = timezone.now()
    open_still = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    both = list(
        Mandate.objects.select_for_update()
        .filter(open_still, organisation__in=[merge.kept_id, merge.merged_id])
        .order_by("pk")
    )
    held = {(each.person_id, each.role) for each in both if each.organisation_id == merge.kept_id}
    for mandate in both:
        if mandate.organisation_id != merge.merged_id:
            continue
        role = str(BECOMES.get(MandateRole(mandate.role), mandate.role))
        if (mandate.person_id, role) in held:
            _change(merge, lines, mandate, starts_at=min(mandate.starts_at, now), ends_at=now)
        else:
            held.add((mandate.person_id, role))
            _change(merge, lines, mandate, organisation_id=merge.kept_id, role=role)


def _copy_what_is_said(merge: Merge, lines: list[MergeLine]) -> None:
    kept, merged = merge.kept, merge.merged
    names = [merged.name, merged.name_en, merged.acronym]
    names += (
        OrganisationAlias.objects.filter(organisation=merged).order_by("pk").values_list("name", flat=True)
    )
    known = {
        name.lower()
        for name in (
            kept.name,
            kept.name_en,
            kept.acronym,
            *OrganisationAlias.objects.filter(organisation=kept).values_list("name", flat=True),
        )
    }
    for name in names:
        if name and name.lower() not in known:
            known.add(name.lower())
            _make(merge, lines, OrganisationAlias(organisation=kept, name=name))
    sorts: list[tuple[Any, str]] = [
        (OrganisationConcept, "concept_id"),
        (OrganisationLanguage, "language"),
        (OrganisationPlace, "place_id"),
    ]
    for sort, column in sorts:
        there = set(sort.objects.filter(organisation=kept).values_list(column, flat=True))
        more = set(sort.objects.filter(organisation=merged).values_list(column, flat=True)) - there
        for value in sorted(more):
            _make(merge, lines, sort(organisation=kept, **{column: value}))
    more_tags = [tag for tag in merged.expertise if tag not in kept.expertise]
    if more_tags:
        _change(merge, lines, kept, expertise=[*kept.expertise, *more_tags])


def _change(merge: Merge, lines: list[MergeLine], row: models.Model, **values: Any) -> None:
    """Set fields of a row and note how they were."""
    before = {name: _plain(row, name, getattr(row, name)) for name in values}
    after = {name: _plain(row, name, value) for name, value in values.items()}
    type(row)._default_manager.filter(pk=row.pk).update(**values)
    lines.append(MergeLine(merge=merge, model=row._meta.label_lower, row=row.pk, before=before, after=after))


def _make(merge: Merge, lines: list[MergeLine], row: models.Model) -> None:
    """Save a new row and note that it was made."""
    row.save()
    lines.append(MergeLine(merge=merge, model=row._meta.label_lower, row=row.pk))


def _plain(row: models.Model, name: str, value: Any) -> Any:
    """A value as JSON holds it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


@transaction.atomic
def undo_merge(actor: Actor, merge: Merge) -> Merge:
    """Part the two again, row by row, within thirty days. What was changed since the merge stays as it was changed.

    A proxy that ended by the merge comes back only if it neither overlaps nor chains with one given since.
    """
    keys = {merge.kept_id, merge.merged_id}
    list(Organisation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    merge = Merge.objects.select_for_update(of=("self",)).select_related("kept", "merged").get(pk=merge.pk)
    actor.require("merging.undo_merge", merge)
    if merge.undone_at:
        raise Refused(_("This merge has been undone already."))
    if not merge.can_be_undone:
        raise Refused(_("A merge can be undone for thirty days only."))
    if merge.kept.merged_into_id:
        raise Refused(_("The organisation that went on was merged itself since: undo that first."))
    skipped = 0
    for line in MergeLine.objects.filter(merge=merge).order_by("-pk"):
        model: Any = apps.get_model(line.model)
        row = model._default_manager.select_for_update().filter(pk=line.row).first()
        if row is None:
            skipped += 1
        elif line.before is None:
            row.delete()
        elif any(_plain(row, name, getattr(row, name)) != value for name, value in line.after.items()) or (
            isinstance(row, Proxy) and _is_in_the_way(row, line.before)
        ):
            skipped += 1
        else:
            for name, value in line.before.items():
                field = model._meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name)
                setattr(row, name, value if name.endswith("_id") else field.to_python(value))
            row.save(update_fields=[name.removesuffix("_id") for name in line.before])
    merge.undone_at, merge.undone_by = timezone.now(), actor.person
    merge.save(update_fields=["undone_at", "undone_by"])
    write_keys(merge.kept)
    record_many(
        actor,
        Verb.MERGE_UNDONE,
        [(merge.kept, {"merge": merge.pk, "skipped": skipped}), (merge.merged, {"merge": merge.pk})],
    )
    return merge


def _is_in_the_way(proxy: Proxy, before: dict[str, str]) -> bool:
    """Whether a proxy as it was meets others, of its giver or holder, given since."""
    field = Proxy._meta.get_field("ends_at")
    ends = field.to_python(before["ends_at"])
    if ends <= timezone.now():
        return True
    both = [key for key in (proxy.organisation_id, proxy.holder_organisation_id) if key]
    meanwhile = Proxy.objects.filter(starts_at__lt=ends, ends_at__gt=timezone.now()).exclude(pk=proxy.pk)
    return bool(
        meanwhile.filter(Q(organisation__in=both) | Q(holder_organisation=proxy.organisation_id)).exists()
    )
