"""Queries that come with every request: their SQL is made once, and PostgreSQL plans it once.

Of a small query most of the cost is neither reading nor sending: Django composes its SQL anew each
time, and the database plans it anew. A Prepared is the same queryset, written as ever, with both
done the first time. It is for the few queries on the way of busy pages; docs/benchmark.md tells
what it brings.
"""

import datetime
import re
import uuid
from itertools import count
from types import SimpleNamespace

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, Value, sql
from django.db.models.base import ModelState
from django.db.models.fields import AutoFieldMixin
from django.db.models.query import ModelIterable, ValuesListIterable
from django.db.models.signals import post_init, pre_init

from infoadmin import pipeline


class Prepared:
    """A queryset of some values, called with them: answers its rows as a list.

    `build(*values)` makes the queryset, of model instances or of `values_list` tuples. It is called
    once, with placeholders: it may hand a value on to `filter()`, but not look at it. A value that
    is a list is for `__in`: an empty one finds nothing, any other is filled up with its last item,
    so that a few statements do for all lengths.
    """

    def __init__(self, build):
        self.build = build
        self._statements = {}

    def __call__(self, *values):
        return at_once((self, *values))[0]

    def _bind(self, values):
        """(statement, parameters) for `values`; None where nothing can be found."""
        flat, shape = [], []
        for value in values:
            if isinstance(value, list):
                if not value:
                    return None
                size = 1 << (len(value) - 1).bit_length()
                flat += value + value[-1:] * (size - len(value))
                shape.append(size)
            else:
                flat.append(value)
                shape.append(None)
        shape = tuple(shape)
        statement = self._statements.get(shape)
        if statement is None:
            statement = self._statements[shape] = self._compiled(_places(shape))
        return statement, [_sent(flat, part) for part in statement.parameters]

    def _compiled(self, places):
        return _Read(self.build(*places))

    def first(self, *values):
        """Its first row, or None."""
        return next(iter(self(*values)), None)


def at_once(*asked):
    """What several Prepared answer, as a list; `asked` are tuples (Prepared, *values).

    PostgreSQL is sent all of them in one trip. None of them may want another's answer.
    """
    bound = [prepared._bind(values) for prepared, *values in asked]
    sent = [(statement.sql, values) for statement, values in filter(None, bound)]
    answers = iter(_answers(sent))
    return [each[0].found_in(next(answers)) if each else [] for each in bound]


def _answers(asked):
    """The rows of each statement of `asked`, which are (SQL, values)."""
    if not asked:
        return []
    database = connections[DEFAULT_DB_ALIAS]  # what `connection` looks up each time
    if database.vendor != "postgresql":
        return [_rows_of(*each) for each in asked]
    if database.connection is None:
        database.ensure_connection()
    database.validate_no_broken_transaction()
    if database.queries_logged:
        database.queries_log.extend({"sql": sql, "time": "0"} for sql, _values in asked)
    with database.wrap_database_errors:
        return pipeline.rows_of(database.connection, asked)


def _rows_of(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


class PreparedUpdate(Prepared):
    """An UPDATE; `build(*values)` answers (queryset, {field: value}). Sends no signals."""

    def _compiled(self, places):
        queryset, changes = self.build(*places)
        query = queryset.query.chain(sql.UpdateQuery)
        query.add_update_values(changes)
        return _Statement(query)


class PreparedDelete(Prepared):
    """A DELETE of the queryset's rows, which nothing may hang on. Sends no signals."""

    def _compiled(self, places):
        query = self.build(*places).query.chain(sql.DeleteQuery)
        return _Statement(query)


class PreparedInsert(Prepared):
    """An INSERT into the table of `model`, called with a new object of it; its key is not read back.

    Sends no signals.
    """

    def __init__(self, model):
        self.model, self._statements = model, {}
        fields = model._meta.concrete_fields
        self.fields = [field for field in fields if not isinstance(field, AutoFieldMixin)]

    def _bind(self, values):
        (row,) = values
        statement = self._statements.get(())
        if statement is None:
            statement = self._statements[()] = _Statement(self._query())
        return statement, [
            field.get_db_prep_save(getattr(row, field.attname), connection) for field in self.fields
        ]

    def _query(self):
        query = sql.InsertQuery(self.model)
        places = {field.attname: _Slot(number) for number, field in enumerate(self.fields)}
        query.insert_values(self.fields, [SimpleNamespace(**places)], raw=True)
        return query


class _Slot(Value):
    """The place of a value in a statement."""

    def as_sql(self, compiler, connection):
        return "%s", [self]


def _places(shape):
    """Placeholders for values of this shape: numbers of list items, None for a single value."""
    numbers = count()
    return [
        _Slot(next(numbers)) if size is None else [_Slot(next(numbers)) for _n in range(size)]
        for size in shape
    ]


class _Statement:
    """The SQL of a query, to be run with values."""

    def __init__(self, query):
        self.compiler = query.get_compiler(connection=connection)
        text, parameters = self._composed()
        if connection.vendor == "postgresql":
            text, parameters = _with_literals(text, parameters)
        self.sql, self.parameters = text, parameters

    def _composed(self):
        """(SQL, parameters); an INSERT is composed as a list of them."""
        composed = self.compiler.as_sql()
        return composed[0] if isinstance(composed, list) else composed

    def found_in(self, rows):
        """A write finds nothing."""


class _Read(_Statement):
    """A SELECT, and how its rows become objects."""

    def __init__(self, queryset):
        super().__init__(queryset.query)
        columns = [column for column, *_rest in self.compiler.select]
        self.converters = self.compiler.get_converters(columns)
        self.makes_objects = issubclass(queryset._iterable_class, ModelIterable)
        if self.makes_objects:
            self.objects = _Objects(self.compiler.klass_info, self.compiler.select)
            self.annotations = list((self.compiler.annotation_col_map or {}).items())
        elif not issubclass(queryset._iterable_class, ValuesListIterable):
            raise TypeError("a Prepared answers model instances or values_list tuples")

    def found_in(self, rows):
        """The objects or tuples that the rows hold."""
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [self._object(row) for row in rows] if self.makes_objects else [*map(tuple, rows)]

    def _object(self, row):
        found = self.objects.made(row)
        for name, position in self.annotations:
            setattr(found, name, row[position])
        return found


class _Objects:
    """Makes the objects of one model from the columns of a row, and those that hang on them.

    As `Model.from_db` does, but all fields at once: setting them one by one takes three times as
    long. So it is for plain models, whose making nobody listens to.
    """

    def __init__(self, info, select):
        self.model, fields = info["model"], info["select_fields"]
        self.part = slice(fields[0], fields[-1] + 1)
        self.names = [column.target.attname for column, *_rest in select[self.part]]
        self.key = fields[0] + self.names.index(self.model._meta.pk.attname)
        self._check_model()
        self.related = [
            (_Objects(each, select), each["local_setter"], each["remote_setter"])
            for each in info.get("related_klass_infos", [])
        ]

    def _check_model(self):
        """Raise TypeError for a model that does something of its own when it is made."""
        own = self.model.__init__ is not Model.__init__ or "from_db" in vars(self.model)
        if own or pre_init.has_listeners(self.model) or post_init.has_listeners(self.model):
            raise TypeError(f"{self.model.__name__} cannot be read by a Prepared")

    def made(self, row):
        """The object, or None where its columns are empty (an outer join)."""
        if row[self.key] is None:
            return None
        found = self.model.__new__(self.model)
        found.__dict__ = dict(zip(self.names, row[self.part], strict=True))
        found._state = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        for objects, set_local, set_remote in self.related:
            other = objects.made(row)
            set_local(found, other)
            if other is not None:
                set_remote(other, found)
        return found


def _with_literals(text, parameters):
    """As PostgreSQL takes it: places are $1, $2 …, and what never changes stands in the SQL itself.

    A plan for all values then knows which index fits.
    """
    connection.ensure_connection()
    slots, rest = [], iter(parameters)

    def written(found):
        if found[0] == "%%":
            return "%"
        parameter = next(rest)
        if isinstance(parameter, _Slot):
            slots.append(parameter)
            return f"${len(slots)}"
        return psycopg.sql.Literal(parameter).as_string(connection.connection)

    return re.sub("%%|%s", written, text), slots


def _sent(values, part):
    """A parameter as the database takes it: a constant, or the value whose place it is."""
    value = values[part.value] if isinstance(part, _Slot) else part
    if isinstance(value, str):
        return value
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
