do $$
begin
  if to_regtype('rowseal_private.claims') is null then
    create type rowseal_private.claims as (
      sub uuid,
      sid uuid,
      workspace uuid,
      scope text,
      exp bigint,
      seal_key text,
      seal bytea
    );
  end if;
end
$$;

comment on type rowseal_private.claims is
$$What an access token asserts, under its JWT claim names, and the seal that rowseal.enter checks. exp is in seconds
since 1970.$$;
