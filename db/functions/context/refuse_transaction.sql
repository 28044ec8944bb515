create or replace function rowseal_private.refuse_transaction() returns void
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  if (select settings.recovery_needed from rowseal_private.settings as settings) then
    raise exception 'the database may have lost commits that revoked something'
      using errcode = 'RS080', hint = 'See rowseal_audit.recover and rowseal_audit.nothing_lost.';
  end if;
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'a transaction is entered under read committed only, not under %',
      current_setting('transaction_isolation')
      using errcode = 'RS016', hint = 'Under the other levels what was revoked since the snapshot would still count.';
  end if;
  if current_setting('rowseal.context', true) <> '' then
    raise exception 'this transaction has a principal already' using errcode = 'RS003';
  end if;
  if not rowseal.in_request_now() then
    raise exception 'the policies of requests do not bind %, who would act as nobody in particular', session_user
      using errcode = 'RS018', hint = 'Enter as rowseal_gateway, or as a login role that has rowseal_user.';
  end if;
end
$$;

comment on function rowseal_private.refuse_transaction() is
$$Says why nobody can enter this transaction, where there is a reason.
Errors: RS003 a context stands already; RS016 an isolation level other than read committed;
RS018 a login that is in no request (rowseal.in_request_now); RS080 commits may be missing (rowseal.recovery_state).$$;

revoke execute on function rowseal_private.refuse_transaction() from public;
