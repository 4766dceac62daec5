"""Saved views: one's own, those shared with one's role, and who may share."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from aftercare.journal.models import Entry
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import NotAllowed
from aftercare.lists.commands import views as commands
from aftercare.lists.commands.layouts import forget_layout, keep_layout
from aftercare.lists.commands.views import (
    Content,
    Label,
    NameTaken,
    TooMany,
    delete_view,
    edit_view,
    open_with,
    save_view,
)
from aftercare.lists.models import DefaultView, Layout, View
from aftercare.lists.queries.views import default_view, kept_columns, views_visible_to
from aftercare.lists.terms import Arrangement
from aftercare.org.models import Member
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from tests.factories.people import MONDAY, member

pytestmark = pytest.mark.django_db
COLUMNS = Arrangement(("number", "state"), frozen=2)
CONTENT = Content("kind=exchange&sort=oldest", COLUMNS)


def saved(owner: Member, name: str = "Exchanges", *roles: str) -> View:
    return save_view(owner, "returns", Label(name, roles), CONTENT, by=acting(owner), at=MONDAY)


def acting(who: Member) -> Actor:
    return actor_of_member(who)


def seen(who: Member) -> list[str]:
    return [view.name for view in views_visible_to(who, "returns")]


def entries() -> list[str]:
    return list(Entry.objects.filter(kind__startswith="lists.").order_by("pk").values_list("kind", flat=True))


def test_a_view_is_seen_by_its_owner_and_the_roles_it_is_shared_with() -> None:
    manager, agent, auditor = member(Role.MANAGER), member(Role.AGENT), member(Role.AUDITOR)
    saved(manager, "Shared", Role.AGENT)
    saved(manager, "Mine")
    saved(agent, "Agent's")
    save_view(agent, "other", Label("Elsewhere"), CONTENT, by=acting(agent), at=MONDAY)
    assert (seen(manager), seen(agent), seen(auditor)) == (["Mine", "Shared"], ["Agent's", "Shared"], [])
    assert entries() == ["lists.view.share"]
    assert Entry.objects.get(kind="lists.view.share").after == {
        "list": "returns", "name": "Shared", "roles": ["agent"], "filter": "kind=exchange&sort=oldest",
    }  # fmt: skip


def test_who_may_not_share_shares_nothing() -> None:
    agent = member(Role.AGENT)
    with pytest.raises(NotAllowed):
        saved(agent, "Ours", Role.AGENT)
    view = saved(agent)
    with pytest.raises(NotAllowed):
        edit_view(view, Label("Exchanges", (Role.MANAGER,)), by=acting(agent), at=MONDAY)
    view.refresh_from_db()
    assert (View.objects.count(), view.roles, entries()) == (1, [], [])


def test_nobody_changes_another_s_own_view() -> None:
    manager, agent = member(Role.MANAGER), member(Role.AGENT)
    view = saved(agent)
    with pytest.raises(NotAllowed):
        edit_view(view, Label("Taken"), by=acting(manager), at=MONDAY)
    with pytest.raises(NotAllowed):
        delete_view(view, by=acting(manager), at=MONDAY)
    assert seen(agent) == ["Exchanges"]


def test_a_shared_view_is_changed_by_who_may_share_and_the_journal_knows() -> None:
    manager, other, agent = member(Role.MANAGER), member(Role.MANAGER, email="b@example.com"), member(Role.AGENT)
    view = saved(manager, "Exchanges", Role.AGENT)
    changed = Content("kind=exchange", Arrangement(("number",)))
    view = edit_view(view, Label("All exchanges", (Role.AGENT, Role.AUDITOR)), changed, by=acting(other), at=MONDAY)
    assert (view.owner, view.query, view.columns["order"]) == (manager, "kind=exchange", ["number"])
    with pytest.raises(NotAllowed):
        delete_view(view, by=acting(agent), at=MONDAY)
    delete_view(view, by=acting(other), at=MONDAY)
    assert entries() == ["lists.view.share", "lists.view.edit", "lists.view.delete"]
    assert View.objects.count() == 0


def test_renaming_keeps_filters_and_columns() -> None:
    agent = member(Role.AGENT)
    view = edit_view(saved(agent), Label(" Swaps "), by=acting(agent), at=MONDAY)
    assert (view.name, view.query, view.columns) == ("Swaps", CONTENT.query, COLUMNS.as_plain())
    assert entries() == []


def test_a_name_is_given_once_per_owner() -> None:
    agent = member(Role.AGENT)
    saved(agent)
    with pytest.raises(NameTaken):
        saved(agent, "EXCHANGES")
    saved(member(Role.AUDITOR))
    assert View.objects.count() == 2


def test_views_are_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "MOST", 1)
    agent = member(Role.AGENT)
    saved(agent)
    with pytest.raises(TooMany):
        saved(agent, "Another")
    assert seen(agent) == ["Exchanges"]


def test_the_list_opens_with_a_view_as_long_as_it_is_seen() -> None:
    manager, agent = member(Role.MANAGER), member(Role.AGENT)
    view = saved(manager, "Exchanges", Role.AGENT)
    assert default_view(agent, "returns") is None
    open_with(agent, "returns", saved(agent, "First"))
    open_with(agent, "returns", view)
    assert default_view(agent, "returns") == view
    assert default_view(manager, "returns") is None
    edit_view(view, Label("Exchanges"), by=acting(manager), at=MONDAY)
    assert default_view(agent, "returns") is None
    open_with(agent, "returns", None)
    assert DefaultView.objects.count() == 0


def test_columns_are_each_ones_own_by_list_and_by_view() -> None:
    manager, agent = member(Role.MANAGER), member(Role.AGENT)
    view = saved(manager, "Exchanges", Role.AGENT)
    assert kept_columns(agent, "returns", None) is None
    assert kept_columns(agent, "returns", view) == COLUMNS.as_plain()
    mine, in_view = Arrangement(("number", "state")), Arrangement(("number",))
    keep_layout(agent, "returns", mine)
    keep_layout(agent, "returns", in_view, view=view)
    keep_layout(agent, "returns", in_view, view=view)
    assert kept_columns(agent, "returns", None) == mine.as_plain()
    assert kept_columns(agent, "returns", view) == in_view.as_plain()
    assert kept_columns(manager, "returns", view) == COLUMNS.as_plain()
    forget_layout(agent, "returns", view=view)
    assert kept_columns(agent, "returns", view) == COLUMNS.as_plain()
    forget_layout(agent, "returns")
    assert Layout.objects.count() == 0


def test_saving_new_columns_into_a_view_drops_what_its_owner_had_tried() -> None:
    agent = member(Role.AGENT)
    view = saved(agent)
    tried = Arrangement(("number",))
    keep_layout(agent, "returns", tried, view=view)
    view = edit_view(view, Label(view.name), Content("", tried), by=acting(agent), at=MONDAY)
    assert Layout.objects.count() == 0
    assert kept_columns(agent, "returns", view) == tried.as_plain()


@pytest.mark.django_db(transaction=True)
def test_of_two_views_saved_at_once_under_one_name_one_is_refused() -> None:
    agent = member(Role.AGENT)
    start, outcomes = Barrier(2), []

    def save() -> None:
        start.wait(10)
        try:
            outcomes.append(saved(agent).name)
        except NameTaken as taken:
            outcomes.append(taken.code)
        finally:
            connection.close()

    threads = [Thread(target=save) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["Exchanges", "name_taken"]
