import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()

from django.db import connection, connections  # noqa: E402

from dialogue import WORKSPACES, follow  # noqa: E402
from workspaces import workspace  # noqa: E402


def outside(_=None):
    with connection.cursor() as cursor:
        cursor.execute(WORKSPACES)
        return cursor.fetchone()


def careless(token):
    default = connections.create_connection("default")
    default.settings_dict = {**connection.settings_dict, "OPTIONS": {}}
    with default.cursor() as cursor:
        cursor.execute("select length(%s)", [token])
    default.close()


follow(workspace, outside, outside, careless)
