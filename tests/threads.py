"""Deeds at the same moment, each in a thread with a database connection of its own."""

import threading

from django.db import connection


def at_once(*deeds):
    """Run the deeds at the same moment; answers what each returned."""
    barrier, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(number, deed):
        try:
            barrier.wait(timeout=30)
            results[number] = deed()
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(number, deed)) for number, deed in enumerate(deeds)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results
