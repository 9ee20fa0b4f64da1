import pytest

from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.organisation import actions, queries
from careloop.organisation.choices import Permission, Role
from careloop.organisation.models import Group, RoleGrant, Store, User
from careloop.organisation.rules import ROLE_PERMISSIONS, Forbidden, Viewer

SYSTEM = Viewer.system()


def test_add_store_makes_its_group_and_an_audit_row(db) -> None:
    store = actions.add_store(by=SYSTEM, code="HZ01", name="杭州城西店", group="华东集团")
    assert store.group == Group.objects.get(name="华东集团")
    assert AuditRow.objects.get(action="store.add").subject_id == str(store.pk)


def test_add_store_shares_the_group_of_the_same_name(db) -> None:
    one = actions.add_store(by=SYSTEM, code="HZ01", name="一", group="华东集团")
    two = actions.add_store(by=SYSTEM, code="HZ02", name="二", group="华东集团")
    assert one.group == two.group


@pytest.mark.parametrize("code", ["", "  ", "A/B", "../etc", "a b"])
def test_add_store_refuses_a_code_that_is_none(db, code: str) -> None:
    with pytest.raises(Refused):
        actions.add_store(by=SYSTEM, code=code, name="x")
    assert Store.objects.count() == 0


def test_add_store_refuses_a_code_that_is_taken_and_names_it(store) -> None:
    with pytest.raises(Refused, match="测试一店"):
        actions.add_store(by=SYSTEM, code="S1", name="再来")


def test_add_store_is_for_the_system_only(as_director) -> None:
    with pytest.raises(Forbidden):
        actions.add_store(by=as_director, code="S2", name="二店")


def test_add_user_refuses_weak_password_and_writes_nothing(store) -> None:
    with pytest.raises(Refused):
        actions.add_user(by=SYSTEM, username="x", password="123", role=Role.CALL_AGENT, store=store)
    assert User.objects.count() == 0


def test_add_user_refuses_an_unknown_role_and_lists_the_known(store) -> None:
    with pytest.raises(Refused, match="call_agent"):
        actions.add_user(
            by=SYSTEM, username="x", password="Right-horse-7", role="boss", store=store
        )


def test_add_user_refuses_a_taken_name(director, store) -> None:
    with pytest.raises(Refused, match="li"):
        actions.add_user(
            by=SYSTEM, username="li", password="Right-horse-7", role="call_agent", store=store
        )


def test_viewer_holds_the_roles_permissions_in_the_own_store_only(
    as_director, store, other_store
) -> None:
    assert as_director.may(Permission.IMPORT, store.pk)
    assert not as_director.may(Permission.IMPORT, other_store.pk)
    assert list(queries.stores(as_director, Permission.VIEW_FIGURES)) == [store]


def test_viewer_of_a_group_sees_all_its_stores_and_no_other(store, other_store) -> None:
    second = actions.add_store(by=SYSTEM, code="S2", name="二店", group=store.group.code)
    head = actions.add_user(
        by=SYSTEM, username="chen", password="Right-horse-7", role="head_office", group=store.group
    )
    seen = queries.stores(queries.viewer_for(head), Permission.VIEW_FIGURES)
    assert set(seen) == {store, second}


def test_roles_add_up(store, agent) -> None:
    actions.grant_role(by=SYSTEM, user=agent, role=Role.SERVICE_MANAGER, store=store)
    viewer = queries.viewer_for(agent)
    assert viewer.grants[store.pk] == (
        ROLE_PERMISSIONS[Role.CALL_AGENT] | ROLE_PERMISSIONS[Role.SERVICE_MANAGER]
    )


def test_a_grant_is_in_a_store_or_in_a_group_never_both(store, agent) -> None:
    with pytest.raises(Exception, match="role_in_a_store_or_a_group"):
        RoleGrant.objects.create(user=agent, role="call_agent", store=store, group=store.group)


def test_store_by_code_refuses_the_store_of_another_and_lists_the_own(
    as_director, other_store
) -> None:
    with pytest.raises(Refused, match="S1") as refusal:
        queries.store_by_code(as_director, "S9", Permission.VIEW_FIGURES)
    assert "别家店" not in refusal.value.say("zh")


def test_first_use_without_a_store_says_what_to_do(db) -> None:
    with pytest.raises(Refused, match="store add"):
        queries.store_by_code(SYSTEM, "HZ01", Permission.VIEW_FIGURES)


def test_every_role_has_permissions_and_a_label() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)


def test_head_office_sees_figures_but_no_rows_of_persons() -> None:
    held = ROLE_PERMISSIONS[Role.HEAD_OFFICE]
    assert Permission.VIEW_FIGURES in held
    assert Permission.VIEW_ROWS not in held
    assert Permission.REVEAL_PHONE not in held
