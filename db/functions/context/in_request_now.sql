create or replace function rowseal.in_request_now() returns boolean
  language sql stable parallel restricted
begin atomic
  -- A superuser has every role, that of rowseal_owner too, which nobody else inherits.
  select (
      pg_catalog.pg_has_role(session_user, 'rowseal_user', 'usage, set')
      or pg_catalog.pg_has_role(session_user, 'rowseal_reader', 'usage, set')
    ) and not pg_catalog.pg_has_role(session_user, 'rowseal_owner', 'usage')
    -- Not by an equality, which a policy's could be merged with.
    or pg_catalog.array_position('{rowseal_issuer,rowseal_worker}'::name[], session_user) is not null
    or (
      pg_catalog.pg_has_role(current_user, 'rowseal_user', 'usage')
      or pg_catalog.pg_has_role(current_user, 'rowseal_reader', 'usage')
    ) and not pg_catalog.pg_has_role(current_user, 'rowseal_owner', 'usage');
end;

comment on function rowseal.in_request_now() is $$Whether this session serves requests: its login role has, or may take
by SET ROLE, the role rowseal_user or rowseal_reader; or it is the door of the issuer or the worker; or the present role
is such a one. A superuser's session is none. A property of roles alone, no matter who entered.
No SET clause, so that it is inlined into what enters.
Returns: never null.$$;

revoke execute on function rowseal.in_request_now() from public;
grant execute on function rowseal.in_request_now() to public;
