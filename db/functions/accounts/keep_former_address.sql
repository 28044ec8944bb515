create or replace function rowseal_private.keep_former_address(account rowseal.users) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_id uuid;
begin
  update rowseal_private.former_addresses as former
     set expires_at = former.changed_at + settings.address_restore_lifetime
    from rowseal_private.settings as settings
   where former.user_id = account.id
     and former.id = (
       select latest.id from rowseal_private.former_addresses as latest
        where latest.user_id = account.id
        order by latest.changed_at desc
        limit 1
     )
     and account.email_verified_at is not null
  returning former.id into v_id;
  if found then
    perform rowseal_private.enqueue_mail(
      'address_changed', jsonb_build_object('user_id', account.id, 'id', v_id), v_id::text);
  end if;
end
$$;

comment on function rowseal_private.keep_former_address(rowseal.users) is
$$Gives the former address of an account, as it was before it got another one, the way back, and has a notice mailed
there. Not one that nobody has verified: the reader of that mailbox may be a stranger, and gets neither the account nor
the exclusive use of the address.
Caller: only rowseal_private.confirm_address.$$;

revoke execute on function rowseal_private.keep_former_address(rowseal.users) from public;
