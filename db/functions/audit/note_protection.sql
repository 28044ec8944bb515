create or replace function rowseal.note_protection(relation regclass) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_protection constant jsonb := rowseal_private.protection_of(note_protection.relation);
begin
  if not pg_catalog.pg_has_role(
    case current_setting('role') when 'none' then session_user else current_setting('role')::name end,
    (select relowner from pg_catalog.pg_class where oid = note_protection.relation), 'usage'
  ) then
    raise exception '% is not yours', note_protection.relation using errcode = '42501';
  end if;
  perform rowseal_private.record_event(
    case when v_protection is null then 'table_unprotected' else 'table_protected' end, null, null,
    jsonb_build_object('table', note_protection.relation::text),
    after => jsonb_strip_nulls(v_protection - 'before')
  );
end
$$;

comment on function rowseal.note_protection(regclass) is
$$Writes an audit event of how a table is protected now: table_protected, with the arguments, or table_unprotected. It
says what is so, no matter who calls it.
Caller: rowseal.protect and rowseal.unprotect, as the owner of the table.
Errors: 42501 the table is somebody else's.$$;

revoke execute on function rowseal.note_protection(regclass) from public;
grant execute on function rowseal.note_protection(regclass) to pg_database_owner, rowseal_developer;
