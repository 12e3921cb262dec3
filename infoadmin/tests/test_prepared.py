"""Prepared queries answer as the querysets that they are made of, and change with the data."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Grant
from agencies.models import Agency
from ereports.models import Draft
from infoadmin.audit.history import one_moment, record
from infoadmin.prepared import Prepared, PreparedDelete, PreparedUpdate, at_once


def test_rows_and_related_rows_are_those_of_the_queryset(tree, people):
    found = Prepared(lambda user: user_grants(user))
    queryset = user_grants(people.officer)
    assert found(people.officer) == list(queryset)
    grant = found.first(people.officer)
    assert grant.agency == queryset.get().agency
    assert vars(grant).keys() == vars(queryset.get()).keys()


def user_grants(user):
    return Grant.objects.in_force().filter(user=user).select_related("agency").order_by("pk")


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5])
def test_lists_of_all_lengths(size, tree):
    at_codes = Prepared(lambda codes: Agency.objects.filter(code__in=codes).order_by("path"))
    codes = [agency.code for agency in vars(tree).values()][:size]
    assert at_codes(codes) == list(Agency.objects.filter(code__in=codes).order_by("path"))
    assert len(at_codes._statements) == min(size, 1)


def test_constants_stay_what_they_are(tree):
    """Written into the SQL: quotes and percent signs among them."""
    odd = Prepared(lambda name: Agency.objects.filter(name=name).exclude(name_en="50 % 'off' %s"))
    assert odd.first(tree.hospital.name) == tree.hospital


def test_values_are_sent_and_never_read_as_sql(tree):
    by_name = Prepared(lambda name: Agency.objects.filter(name=name))
    assert by_name("' OR 1=1 --") == []
    assert by_name("%s") == []


def test_each_call_reads_anew(tree):
    names = Prepared(lambda code: Agency.objects.filter(code=code).values_list("name", "pk"))
    for name in ("ชื่อแรก", "ชื่อหลัง"):
        Agency.objects.filter(pk=tree.hospital.pk).update(name=name)
        assert names(tree.hospital.code) == [(name, tree.hospital.pk)]


def test_each_counts_as_a_query(tree, django_assert_num_queries):
    by_code = Prepared(lambda code: Agency.objects.filter(code=code))
    with django_assert_num_queries(2):
        by_code.first(tree.hospital.code)
        by_code.first("no-such")


def test_moments_and_uuids_are_compared_as_the_database_keeps_them(tree):
    since = Prepared(
        lambda moment, stamp: Agency.objects.filter(updated_at__lte=moment, public_stamp=stamp)
    )
    stamp = Agency.objects.get(pk=tree.hospital.pk).public_stamp
    assert since(timezone.now(), stamp) == [tree.hospital]
    assert since(timezone.now(), uuid.uuid4()) == []


def test_an_update_and_a_delete_touch_what_they_name(tree, people):
    rename = PreparedUpdate(lambda pk, name: (Agency.objects.filter(pk=pk), {"name": name}))
    rename(tree.hospital, "ชื่อใหม่")
    assert Agency.objects.get(pk=tree.hospital.pk).name == "ชื่อใหม่"
    assert Agency.objects.filter(name="ชื่อใหม่").count() == 1

    for user in (people.officer, people.central):
        Draft.objects.create(user=user, agency=tree.hospital, data={})
    discard = PreparedDelete(lambda agency, by: Draft.objects.filter(agency=agency, user=by))
    discard(tree.hospital, people.officer)
    assert [draft.user for draft in Draft.objects.all()] == [people.central]


def test_what_is_neither_objects_nor_tuples_is_refused(db):
    with pytest.raises(TypeError):
        Prepared(lambda pk: Agency.objects.filter(pk=pk).values("name"))(1)


def test_a_refused_write_is_an_error_of_django_and_undoes_what_was_sent_with_it(tree):
    rename = PreparedUpdate(lambda pk, name: (Agency.objects.filter(pk=pk), {"name": name}))
    succeed = PreparedUpdate(lambda pk, other: (Agency.objects.filter(pk=pk), {"successor": other}))
    hospital = tree.hospital
    with pytest.raises(IntegrityError), transaction.atomic():
        at_once((rename, hospital, "ชื่อใหม่"), (succeed, hospital, hospital))
    assert Agency.objects.get(pk=hospital.pk).name == hospital.name


def test_answers_stand_in_the_order_of_the_questions(tree, django_assert_num_queries):
    by_code = Prepared(lambda code: Agency.objects.filter(code=code))
    at_codes = Prepared(lambda codes: Agency.objects.filter(code__in=codes))
    with django_assert_num_queries(2):
        found = at_once(
            (at_codes, []), (by_code, tree.point.code), (at_codes, [tree.hospital.code])
        )
    assert found == [[], [tree.point], [tree.hospital]]


def test_an_inserted_row_of_history_is_that_of_the_library(tree, people):
    tree.hospital.name = "ชื่อใหม่"
    ours = record(tree.hospital, by=people.dga).history.first()
    with one_moment():
        tree.hospital._history_user, tree.hospital._history_date = people.dga, ours.history_date
        tree.hospital.save()
    theirs = tree.hospital.history.first()
    assert theirs.pk != ours.pk
    different = {
        field.attname
        for field in ours._meta.concrete_fields
        if getattr(ours, field.attname) != getattr(theirs, field.attname)
    }
    assert different <= {"history_id", "updated_at"}
