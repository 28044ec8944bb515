from psycopg import ClientCursor
from psycopg_pool import ConnectionPool

import workspaces
from dialogue import WORKSPACES, follow

# One connection, so that what one transaction leaves behind would meet the next.
workspaces.pool.close()
pool = ConnectionPool(workspaces.pool.conninfo, kwargs=workspaces.pool.kwargs, min_size=1, max_size=1, open=True)
workspaces.pool = pool


def outside():
    with pool.connection() as connection:
        return connection.execute(WORKSPACES).fetchone()


def careless(token):
    with pool.connection() as connection:
        cursor = ClientCursor(connection)
        cursor.execute("select length(%s)", (token,))


follow(workspaces.workspace, lambda connection: connection.execute(WORKSPACES).fetchone(), outside, careless)
