-- Optional, for a superuser, in a database that has Rowseal: refuses to attach a partition or a child that is not
-- protected to a table that is. Without it such a child is a finding, and rowseal.protect again protects it. The
-- function belongs to the role that runs this, in a schema of its own, because it runs as any role that does DDL:
-- psql -1 -f node_modules/rowseal/db/refuse_unprotected_children.sql
-- To take it out: drop schema rowseal_superuser cascade.

create schema if not exists rowseal_superuser;
revoke all on schema rowseal_superuser from public;

create or replace function rowseal_superuser.refuse_unprotected_children() returns event_trigger
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_child record;
begin
  select inheritance.inhrelid::regclass as name, inheritance.inhparent::regclass as parent
    into v_child
    from pg_catalog.pg_event_trigger_ddl_commands() as command
    join pg_catalog.pg_inherits as inheritance on command.objid in (inheritance.inhparent, inheritance.inhrelid)
    join pg_catalog.pg_policy as guard on guard.polrelid = inheritance.inhparent and guard.polname = 'rowseal_guard'
    join pg_catalog.pg_class as child on child.oid = inheritance.inhrelid
   where not exists (
       select from pg_catalog.pg_policy as own
        where own.polrelid = child.oid and own.polname = 'rowseal_guard'
     )
     -- With row-level security and no policy yet, as rowseal.protect leaves it for a moment, it shows nobody anything.
     and not (
       child.relrowsecurity
       and not exists (select from pg_catalog.pg_policy as own where own.polrelid = child.oid)
     )
   limit 1;
  if found then
    raise exception '% is not protected, and % is', v_child.name, v_child.parent
      using errcode = 'RS124',
            hint = format('Make it without a parent, call rowseal.protect(%L, …) as for %s, then attach it.',
                          v_child.name, v_child.parent);
  end if;
end
$$;

comment on function rowseal_superuser.refuse_unprotected_children() is
$$Refuses a partition or child that rowseal.protect has not protected, of a table that it has.
Errors: RS124.$$;

revoke execute on function rowseal_superuser.refuse_unprotected_children() from public;

drop event trigger if exists rowseal_refuse_unprotected_children;
create event trigger rowseal_refuse_unprotected_children on ddl_command_end
  when tag in ('ALTER TABLE', 'CREATE SCHEMA', 'CREATE TABLE')
  execute function rowseal_superuser.refuse_unprotected_children();

