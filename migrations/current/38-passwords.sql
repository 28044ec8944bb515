-- Passwords that are known from breaches are refused, also by asking a service that knows them.
alter table rowseal_private.settings
  add column if not exists breached_password_ranges text
    constraint settings_breached_password_ranges_check check (
      breached_password_ranges
        ~ '^(https://[^/?#@\s]+|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?)/([^?#\s]*/)?$'
    );
comment on column rowseal_private.settings.breached_password_ranges is
$$Where to ask whether a new password is known from breaches: an address that answers as that of Have I Been Pwned
(https://api.pwnedpasswords.com/range/). It is told the first five digits of the SHA-1 of the password, and no more.
Null: nobody is asked.$$;
