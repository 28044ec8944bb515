do $$
begin
  if to_regtype('rowseal_private.finding') is null then
    create type rowseal_private.finding as (
      kind text, severity text, object text, why text, sql text, run_by text, state text
    );
  end if;
end
$$;

comment on type rowseal_private.finding is
$$One problem of rowseal_audit.findings. severity: high, medium, low, or unknown where the caller may not look. sql
mends it, null where nothing but a person can; run_by may run it: owner (of the object), superuser, hoster. state is
what an acceptance is for beside kind and object, such as a definition: after a change it is asked for again.$$;
