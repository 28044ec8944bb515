from psycopg import ClientCursor
from sqlalchemy import text

from dialogue import WORKSPACES, follow
from workspaces import engine, workspace


def outside():
    with engine.begin() as connection:
        return connection.execute(text(WORKSPACES)).one()


def careless(token):
    raw = engine.raw_connection()
    ClientCursor(raw.driver_connection).execute("select length(%s)", (token,))
    raw.close()


follow(workspace, lambda connection: connection.execute(text(WORKSPACES)).one(), outside, careless)
