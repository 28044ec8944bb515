import json
from contextlib import contextmanager

import jwt
from django.conf import settings
from django.db import connection, transaction

ISSUER = settings.ROWSEAL_ISSUER
keys = jwt.PyJWKClient(f"{ISSUER}/v1/jwks.json")


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
        entry, values = "select rowseal.enter_with_token(%s, %s::inet, %s, null)", (token, ip, wanted)
    else:
        entry, values = "select rowseal.enter_with_payload(%s::jsonb, %s, %s::inet)", (payload(token), wanted, ip)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(entry, values)
        yield
