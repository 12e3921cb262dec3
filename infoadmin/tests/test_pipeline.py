"""Statements that PostgreSQL keeps: they answer as cursors do, and survive what goes wrong."""

import datetime
import uuid

import pytest
from django.db import connection, transaction
from django.utils import timezone
from psycopg import errors

from accounts.models import Grant
from agencies.models import Agency
from infoadmin import pipeline
from infoadmin.prepared import Prepared, PreparedUpdate

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is no trip away"),
]
NUMBER = ("SELECT 1", [])


@pytest.fixture
def postgres():
    """The psycopg connection that Django has open."""
    connection.ensure_connection()
    return connection.connection


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(("text", "ก % $1 ' \\"), ("text", ""), ("text", None), ("boolean", False)),
        *(("bigint", -(2**40)), ("uuid", uuid.uuid4()), ("date", datetime.date(2026, 11, 22))),
        ("timestamptz", datetime.datetime(2026, 11, 22, 5, 0, tzinfo=datetime.UTC)),
        ("timestamptz", datetime.datetime(2026, 1, 2, 3, 4, 5, 60, tzinfo=datetime.UTC)),
        ("timestamptz", datetime.datetime(1890, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)),
    ],
)
def test_values_come_back_as_they_went(postgres, kind, value):
    ((found,),) = pipeline.rows_of(postgres, [(f"SELECT $1::{kind}", [value])])[0]
    assert found == value
    assert type(found) is type(value)


def test_objects_are_those_that_the_orm_reads(tree, people):
    for queryset in (Agency.objects.order_by("path"), Grant.objects.order_by("pk")):
        ours, theirs = Prepared(queryset.all)(), list(queryset)
        assert ours
        assert [_columns(row) for row in ours] == [_columns(row) for row in theirs]


def _columns(row):
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def test_more_than_a_socket_holds_goes_both_ways(postgres):
    text = "ก" * 3_000_000
    asked = [("SELECT $1::text", [text]), NUMBER, ("SELECT $1::text", [text])]
    assert pipeline.rows_of(postgres, asked) == [[(text,)], [(1,)], [(text,)]]


def test_after_a_failure_the_connection_goes_on(postgres):
    for sql in ("SELECT 1 / 0", "SELECT no_such_column", "SELECT '$1'::int"):
        with pytest.raises(errors.Error):
            pipeline.rows_of(postgres, [NUMBER, (sql, []), NUMBER])
        assert pipeline.rows_of(postgres, [NUMBER]) == [[(1,)]]


def test_a_table_that_changes_costs_one_call(postgres):
    postgres.execute("CREATE TEMPORARY TABLE things (name integer)")
    postgres.execute("INSERT INTO things VALUES (1)")
    asked = [("SELECT name FROM things", [])]
    assert pipeline.rows_of(postgres, asked) == [[(1,)]]
    postgres.execute("ALTER TABLE things ALTER name TYPE text")
    with pytest.raises(errors.FeatureNotSupported):
        pipeline.rows_of(postgres, asked)
    assert pipeline.rows_of(postgres, asked) == [[("1",)]]


def test_a_lost_connection_is_an_error_and_closed(postgres):
    with pytest.raises(errors.OperationalError):
        pipeline.rows_of(postgres, [("SELECT pg_terminate_backend(pg_backend_pid())", [])])
    assert postgres.closed
    connection.close()
    assert Prepared(lambda: Agency.objects.all())() == []


def test_the_first_statement_of_a_transaction_is_undone_with_it(tree):
    rename = PreparedUpdate(lambda pk, name: (Agency.objects.filter(pk=pk), {"name": name}))
    old = tree.hospital.name
    with transaction.atomic():
        rename(tree.hospital, "ชื่อใหม่")
        assert Agency.objects.get(pk=tree.hospital.pk).name == "ชื่อใหม่"
        transaction.set_rollback(True)
    assert Agency.objects.get(pk=tree.hospital.pk).name == old


def test_moments_are_compared_in_any_zone(tree):
    Agency.objects.update(updated_at=timezone.now())
    since = Prepared(lambda moment: Agency.objects.filter(updated_at__gt=moment))
    now = timezone.localtime()
    assert since(now + datetime.timedelta(seconds=1)) == []
    assert tree.hospital in since(now - datetime.timedelta(minutes=1))
