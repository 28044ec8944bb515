create or replace function rowseal_private.keep_former_state() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Without hashes: what a statement takes as a parameter, auto_explain may log.
  v_row constant jsonb := coalesce(to_jsonb(old), to_jsonb(new)) - '{refresh_hash,secret_hash}'::text[];
  v_workspace_id constant uuid := coalesce((v_row ->> tg_argv[1])::uuid, rowseal_private.no_workspace());
  v_user_id constant uuid := coalesce((v_row ->> tg_argv[2])::uuid, rowseal_private.no_workspace());
  v_name constant text := coalesce(v_row ->> tg_argv[3], '');
  v_before constant timestamptz := (
    select max(former.ended_at)
      from rowseal_private.former_states as former
     where former.workspace_id = v_workspace_id and former.user_id = v_user_id
       and former.kind = tg_argv[0] and former.name = v_name
  );
  v_began constant timestamptz := greatest((v_row ->> 'created_at')::timestamptz, v_before, '-infinity');
begin
  insert into rowseal_private.former_states (workspace_id, user_id, kind, name, ended_at, began_at, state)
  values (
    v_workspace_id, v_user_id, tg_argv[0], v_name,
    greatest(clock_timestamp(), v_before + interval '1 microsecond', v_began), v_began,
    case when tg_op <> 'INSERT'
      then (select jsonb_object_agg(field, v_row -> field) from unnest(tg_argv[4:]) as field) end
  );
  return null;
end
$$;

comment on function rowseal_private.keep_former_state() is
$$A trigger that keeps what a row was until it is changed or deleted, and of an inserted one that there was none. Its
arguments: the kind; the columns of workspace, user and name, empty where there is none; the columns that are kept. It
runs while the row is locked, so that of one thing no two states overlap.$$;

revoke execute on function rowseal_private.keep_former_state() from public;
