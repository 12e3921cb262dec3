"""Statements that PostgreSQL keeps prepared, several of them in one trip, through libpq itself.

Cursors do the same, but by way of Python code that costs more than a few rows do. What turns values
and rows into what they are in Python is psycopg's own, but for moments.
"""

import select
from datetime import datetime
from functools import cache
from itertools import count
from weakref import WeakKeyDictionary

from psycopg import OperationalError, errors
from psycopg.adapt import AdaptersMap, Loader, PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

_known = WeakKeyDictionary()  # {psycopg connection: _Known}


def rows_of(connection, asked):
    """The rows of each of `asked`, tuples (SQL with $1…, values), over a psycopg connection.

    All are sent before an answer is awaited, so none may want another's. They join the transaction
    that is open, or are one of their own; one that fails ends it. Raises psycopg.Error.
    """
    known = _known.get(connection)
    if known is None:
        known = _known[connection] = _Known(connection.adapters)
    statements = [known.get(sql) or _Statement(sql, known) for sql, _values in asked]
    bound = [
        (statement, statement.parameters_of(values))
        for statement, (_sql, values) in zip(statements, asked, strict=True)
    ]
    answering, results = _exchanged(connection, bound)
    try:
        _check(results)
    except errors.Error:
        for sql, _values in asked:  # not prepared, or for a table that has changed since
            known.pop(sql, None)
        raise
    for statement in statements:
        known[statement.sql] = statement
    return [
        statement.rows_of(result)
        for statement, result in zip(answering, results, strict=True)
        if statement
    ]


class _Known(dict):
    """{SQL: _Statement} that one connection has prepared; it does not hold on to the connection."""

    connection = None  # with `adapters`, what psycopg's Transformer wants to know

    def __init__(self, adapters):
        super().__init__()
        self.adapters = AdaptersMap(adapters)
        self.adapters.register_loader("timestamptz", _MomentLoader)


class _Statement:
    """A statement of one connection, and what turns its values and rows."""

    numbers = count(1)

    def __init__(self, sql, known):
        self.sql, self.name = sql, b"kept_%d" % next(self.numbers)
        self.is_prepared = self.knows_columns = False
        self.adapter = Transformer(known)

    def parameters_of(self, values):
        """The values as they are sent."""
        return self.adapter.dump_sequence(values, _as_text(len(values)))

    def rows_of(self, result):
        """The rows of a result, as tuples."""
        if not result.ntuples:
            return []
        self.adapter.set_pgresult(result, set_loaders=not self.knows_columns)
        self.knows_columns = True
        rows = self.adapter.load_rows(0, result.ntuples, tuple)
        self.adapter.set_pgresult(None, set_loaders=False)  # its memory is libpq's
        return rows


class _MomentLoader(Loader):
    """Reads a timestamptz as Django's loader does, in a tenth of its time."""

    def load(self, data):
        """An aware datetime, in UTC as the connection is."""
        return datetime.fromisoformat(bytes(data).decode())


@cache
def _as_text(number):
    return [PyFormat.TEXT] * number


def _exchanged(connection, bound):
    """Of all that was sent: the statement that it asked, or None; and its result."""
    postgres, answering = connection.pgconn, []
    postgres.enter_pipeline_mode()
    try:
        if not connection.autocommit and postgres.transaction_status == TransactionStatus.IDLE:
            postgres.send_query_params(b"BEGIN", None)
            answering.append(None)
        for statement, parameters in bound:
            if not statement.is_prepared:
                postgres.send_prepare(statement.name, statement.sql.encode())
                statement.is_prepared = True
                answering.append(None)
            postgres.send_query_prepared(statement.name, parameters)
            answering.append(statement)
        postgres.pipeline_sync()
        results = _received(postgres)
    except BaseException:  # nobody knows what it would say next
        connection.close()
        raise
    postgres.exit_pipeline_mode()
    return answering, results


def _received(postgres):
    """The results of everything sent, in its order."""
    results = []
    while True:
        if postgres.is_busy():
            _wait(postgres)
        result = postgres.get_result()
        if result is None:  # the end of one statement
            if postgres.status == ConnStatus.BAD:
                raise OperationalError("the connection is lost")
        elif result.status == ExecStatus.PIPELINE_SYNC:
            return results
        else:
            results.append(result)


def _wait(postgres):
    """Wait until a result is there, and let other threads run meanwhile."""
    poll = select.poll()
    while postgres.is_busy():
        unsent = postgres.flush()
        poll.register(postgres.socket, select.POLLIN | (select.POLLOUT if unsent else 0))
        poll.poll()
        postgres.consume_input()


def _check(results):
    """Raise the error of the first that failed, if one did."""
    for result in results:
        if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            raise errors.error_from_result(result)
