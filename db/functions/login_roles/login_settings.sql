create or replace function rowseal.login_settings() returns table (name text, value text, is_own boolean)
  language sql stable parallel restricted
begin atomic
  select *
    from (values
      ('log_parameter_max_length', '0', false),
      ('log_parameter_max_length_on_error', '0', true),
      ('auto_explain.log_parameter_max_length', '0', false),
      ('auto_explain.log_verbose', 'off', false),
      ('statement_timeout', '10s', true),
      ('lock_timeout', '5s', true),
      -- Since PostgreSQL 17.
      ('transaction_timeout', '30s', current_setting('transaction_timeout', true) is not null),
      ('idle_in_transaction_session_timeout', '10s', true),
      ('jit', 'off', true),
      -- Servers say these themselves, but not behind poolers.
      ('array_nulls', 'on', true),
      ('bytea_output', 'hex', true),
      ('client_encoding', 'UTF8', true),
      ('DateStyle', 'ISO, MDY', true),
      ('default_transaction_isolation', 'read committed', true),
      ('exit_on_error', 'off', true),
      ('extra_float_digits', '1', true),
      ('IntervalStyle', 'postgres', true),
      ('plpgsql.extra_errors', 'none', true),
      ('row_security', 'on', true),
      ('standard_conforming_strings', 'on', true),
      ('transform_null_equals', 'off', true),
      ('xmlbinary', 'base64', true),
      ('xmloption', 'content', true)
    ) as setting (name, value, is_own);
end;

comment on function rowseal.login_settings() is $$What is set on login roles that serve requests, as db/roles.sql sets
it. is_own: a role may set it on itself; the others are a superuser's to set.$$;

revoke execute on function rowseal.login_settings() from public;
grant execute on function rowseal.login_settings()
  to rowseal_gateway, rowseal_issuer, rowseal_worker, pg_database_owner;
