create or replace function rowseal_private.note_least_length() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  new.least_length := (
    select case when settings.short_passwords_until > clock_timestamp() then 8 else rules.least_length end
      from rowseal_private.settings as settings
     cross join rowseal_private.password_rules() as rules
  );
  return new;
end
$$;

comment on function rowseal_private.note_least_length() is
$$A trigger that notes what a password was held to when it was chosen. A minute after the rule was lifted it notes the
former one still: a server may have asked before.$$;

revoke execute on function rowseal_private.note_least_length() from public;
