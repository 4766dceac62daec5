"""Views: a list narrowed and arranged, kept under a name, and shared by who may."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.lists.models import DefaultView, Layout, View
from aftercare.lists.terms import Arrangement
from aftercare.org.models import Member
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.rows.whole import whole

MOST = 40
"""Views of one list that one member keeps; more would not be found again."""


class NameTaken(DomainError):
    """He has a view with this name."""

    code = "name_taken"


class TooMany(DomainError):
    """More than anybody looks through."""

    code = "too_many_views"


@dataclass(frozen=True)
class Content:
    """What a view shows: the address's query and the arrangement of its columns."""

    query: str
    columns: Arrangement


@dataclass(frozen=True)
class Label:
    """What a view is called, and the roles that see it beside its owner."""

    name: str
    roles: tuple[str, ...] = field(default_factory=tuple)


@whole()
def save_view(member: Member, list_: str, label: Label, content: Content, *, by: Actor, at: datetime) -> View:
    """A new view of his. Sharing it needs the right."""
    _one_at_a_time(member.pk)
    if View.objects.filter(owner=member, list=list_).count() >= MOST:
        raise TooMany(_("You keep %(most)d views already; delete one first."), field="name", most=MOST)
    _check_sharing(by, before=(), after=label.roles)
    view = View(owner=member, list=list_, query=content.query, columns=content.columns.as_plain(), saved_at=at)
    _save(view, label)
    if view.roles:
        record(Fact("lists.view.share", f"lists.view:{view.pk}", by, at, after=_told(view)))
    return view


@whole()
def edit_view(view: View, label: Label, content: Content | None = None, *, by: Actor, at: datetime) -> View:
    """Another name, other roles, or with `content` other filters and columns."""
    _one_at_a_time(view.owner_id)
    view = View.objects.select_for_update().get(pk=view.pk)
    _check_owner(view, by)
    _check_sharing(by, before=view.roles, after=label.roles)
    before, view.saved_at = _told(view), at
    if content is not None:
        view.query, view.columns = content.query, content.columns.as_plain()
        Layout.objects.filter(view=view, member=view.owner).delete()
    _save(view, label)
    if before["roles"] or view.roles:
        kind = "lists.view.edit" if before["roles"] else "lists.view.share"
        record(Fact(kind, f"lists.view:{view.pk}", by, at, before=before, after=_told(view)))
    return view


@whole()
def delete_view(view: View, *, by: Actor, at: datetime) -> None:
    """Gone for everybody who saw it."""
    view = View.objects.select_for_update().get(pk=view.pk)
    _check_owner(view, by)
    if view.roles:
        record(Fact("lists.view.delete", f"lists.view:{view.pk}", by, at, before=_told(view)))
    view.delete()


@whole()
def open_with(member: Member, list_: str, view: View | None) -> None:
    """The list opens with this view for him, or as it is."""
    if view is None:
        DefaultView.objects.filter(member=member, list=list_).delete()
        return
    DefaultView.objects.update_or_create(member=member, list=list_, defaults={"view": view})


def may_edit(view: View, by: Actor) -> bool:
    """His own, or a shared one when sharing is his to decide."""
    return by.key == f"member:{view.owner_id}" or (bool(view.roles) and by.may(Right.VIEWS_SHARE))


def _one_at_a_time(member: int) -> None:
    """Whoever saves twice at once waits for himself, so that the second one is told that the name is taken."""
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member)


def _save(view: View, label: Label) -> None:
    view.name, view.roles = label.name.strip()[:60], sorted({str(Role(role)) for role in label.roles})
    others = View.objects.filter(owner=view.owner_id, list=view.list, name__iexact=view.name).exclude(pk=view.pk)
    if others.exists():
        raise NameTaken(_("You have a view named “%(name)s”."), field="name", name=view.name)
    view.save()


def _check_owner(view: View, by: Actor) -> None:
    if not may_edit(view, by):
        raise NotAllowed(_("This view belongs to somebody else."))


def _check_sharing(by: Actor, *, before: Iterable[str], after: Iterable[str]) -> None:
    if set(before) != set(after) and not by.may(Right.VIEWS_SHARE):
        raise NotAllowed(_("You do not have the right to share views."))


def _told(view: View) -> dict[str, object]:
    """What the journal keeps of a shared view."""
    return {"list": view.list, "name": view.name, "roles": list(view.roles), "filter": view.query}
