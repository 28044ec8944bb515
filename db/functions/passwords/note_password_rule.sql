create or replace function rowseal_private.note_password_rule() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  new.short_passwords_until := case
    when new.required_assurance >= 2 and new.assurance_grace = interval '0' then null
    when old.required_assurance >= 2 and old.assurance_grace = interval '0' then clock_timestamp() + interval '1 minute'
    else new.short_passwords_until
  end;
  return new;
end
$$;

comment on function rowseal_private.note_password_rule() is $$A trigger that notes when passwords of 8 characters were
enough for the last time (rowseal_private.password_rules): for another minute they arrive from servers that asked before
(rowseal_private.note_least_length).$$;

revoke execute on function rowseal_private.note_password_rule() from public;
