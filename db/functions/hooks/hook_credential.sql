create or replace function rowseal_private.hook_credential() returns uuid
  language sql immutable parallel safe
  return 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid;

comment on function rowseal_private.hook_credential() is $$What stands in the place of a credential in the context of a
hook. No credential has this id.$$;

revoke execute on function rowseal_private.hook_credential() from public;
