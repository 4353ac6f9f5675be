"""Who acts: a person or nobody, for an organisation or not, with a set of roles."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Model, Q

from intersession.access.errors import NotAllowed
from intersession.access.matrix import grants
from intersession.access.roles import Role
from intersession.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody (or the system) at the moment of acting. Built once per request, passed on explicitly."""

    person: Person | None = None
    organisation: Organisation | None = None
    roles: frozenset[Role] = field(default_factory=lambda: frozenset({Role.VISITOR}))
    choices: tuple[Organisation, ...] = ()
    """The organisations this person may act for now; `organisation` is the one they do act for, if any."""

    @property
    def is_visitor(self) -> bool:
        """Nobody signed in (and not the system either)."""
        return self.person is None and Role.SYSTEM not in self.roles

    def holds(self, permission: str) -> bool:
        """Some role of this actor holds the permission for at least some records."""
        return not self.roles.isdisjoint(grants(permission))

    def scope(self, permission: str) -> Q:
        """The records the permission reaches for this actor: one `Q` to filter, check or annotate with."""
        conditions = [condition(self) for role, condition in grants(permission).items() if role in self.roles]
        reach = Q(pk__in=[])
        for condition in conditions:
            reach |= condition
        return reach

    def may(self, permission: str, record: Model | None = None) -> bool:
        """Whether the permission reaches `record` (one query), or is held at all when no record is given."""
        if record is None or not self.holds(permission):
            return self.holds(permission)
        return type(record)._default_manager.filter(self.scope(permission), pk=record.pk).exists()

    def require(self, permission: str, record: Model | None = None) -> None:
        """Raise `NotAllowed` unless `may`."""
        if not self.may(permission, record):
            raise NotAllowed(permission)


VISITOR = Actor()
SYSTEM = Actor(roles=frozenset({Role.SYSTEM}))
