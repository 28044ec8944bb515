import os
from urllib.parse import unquote, urlsplit

url = urlsplit(os.environ["GATEWAY_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": url.hostname,
        "PORT": url.port,
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username),
        "PASSWORD": unquote(url.password or ""),
        # Without it Django writes values, and so tokens, into the text of statements.
        "OPTIONS": {"server_side_binding": True},
        "CONN_MAX_AGE": 60,
    }
}
ROWSEAL_ISSUER = os.environ["ROWSEAL_ISSUER"]  # the public URL of Rowseal: https://auth.example.com
