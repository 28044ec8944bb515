"""Does what the test tells it, one line at a time: a verb, a token and a workspace, with tabs between them."""
import sys

WORKSPACES = (
    "select pg_backend_pid(), string_agg(distinct w.slug, ',') "
    "from app.notes join rowseal.workspaces as w on w.id = workspace_id"
)


def say(*words):
    print(*words, flush=True)


def follow(enter, query, outside, careless):
    """enter(token, workspace) is a context; query(entered), outside() and careless(token) are queries, the first two of WORKSPACES."""
    for line in sys.stdin:
        verb, token, workspace = line.rstrip("\n").split("\t")
        try:
            if verb == "outside":
                say("ok", *outside())
            elif verb == "careless":
                careless(token)
                say("ok")
            else:
                with enter(token, workspace or None) as entered:
                    if verb == "hold":
                        say("held")
                        sys.stdin.readline()
                    say("ok", *query(entered))
        except Exception as error:  # whatever a driver raises
            say("refused", code_of(error))


def code_of(error):
    while error is not None:
        if getattr(error, "sqlstate", None):
            return error.sqlstate
        name, error = type(error).__name__, error.__cause__
    return name
