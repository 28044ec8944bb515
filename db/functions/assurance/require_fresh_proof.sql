create or replace function rowseal_private.require_fresh_proof(also text[] default '{}') returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
begin
  perform rowseal_private.refuse_old_proofs(v_user_id, rowseal.session_id(), require_fresh_proof.also);
  return v_user_id;
end
$$;

comment on function rowseal_private.require_fresh_proof(text[]) is $$THE rule of who may change how somebody signs in,
take their data out, or end what is theirs: the user of this transaction, if rowseal_private.require_account lets them
manage the account, and they have just proved as much as they can in this session (settings.fresh_proof): by signing in,
by a step-up, or by rowseal.prove_password. also: as in rowseal_private.refuse_old_proofs.
Errors: those of rowseal_private.require_account; RS050 the proofs are older.
Source: OWASP ASVS 7.5.1, NIST SP 800-63B-4 section 4.1.2.1.$$;

revoke execute on function rowseal_private.require_fresh_proof(text[]) from public;
