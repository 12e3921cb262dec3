#!/usr/bin/env python
"""Command line of the stand-in; `prepare` comes before the first start."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digital_id.settings")
    execute_from_command_line(sys.argv)
