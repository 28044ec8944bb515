import json
import os
from contextlib import contextmanager

import jwt
from sqlalchemy import create_engine, make_url, text

ISSUER = os.environ["ROWSEAL_ISSUER"]  # the public URL of Rowseal: https://auth.example.com
keys = jwt.PyJWKClient(f"{ISSUER}/v1/jwks.json")
engine = create_engine(
    make_url(os.environ["GATEWAY_URL"]).set(drivername="postgresql+psycopg"),
    # Without names for statements, which SQL of another transaction could give to one of its own.
    connect_args={"prepare_threshold": None},
    # Errors and logs would repeat the token.
    hide_parameters=True,
)


def payload(token):
    key = keys.get_signing_key_from_jwt(token)
    required = {"require": ["exp", "iat", "sub", "jti"]}
    claims = jwt.decode(token, key, ["EdDSA", "RS256"], required, issuer=ISSUER, audience=ISSUER, leeway=5)
    if jwt.get_unverified_header(token).get("typ") != "at+jwt":
        raise jwt.InvalidTokenError("no access token")
    return json.dumps(claims)


@contextmanager
def workspace(token, wanted=None, ip=None):
    if token.startswith(("rsp_", "rss_")):
        entry, first = "rowseal.enter_with_token(:first, cast(:ip as inet), :wanted, null)", token
    else:
        entry, first = "rowseal.enter_with_payload(cast(:first as jsonb), :wanted, cast(:ip as inet))", payload(token)
    with engine.begin() as connection:
        connection.execute(text(f"select {entry}"), {"first": first, "wanted": wanted, "ip": ip})
        yield connection  # Session(bind=connection) for mapped classes
