create or replace function rowseal_private.void_proofs(user_id uuid) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal.users as account
     set proof_version = account.proof_version + 1
   where account.id = void_proofs.user_id;
  delete from rowseal_private.email_proofs as proof where proof.user_id = void_proofs.user_id;
  delete from rowseal_private.pending_addresses as pending where pending.user_id = void_proofs.user_id;
end
$$;

comment on function rowseal_private.void_proofs(uuid) is
$$Voids everything that was mailed to a user to prove something: verification and reset tokens, and the address that
they want to have. What takes the account back to a former address stays (rowseal_private.former_addresses). Callers
lock the user first.$$;

revoke execute on function rowseal_private.void_proofs(uuid) from public;
