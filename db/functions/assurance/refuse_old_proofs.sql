create or replace function rowseal_private.refuse_old_proofs(
  user_id uuid, credential_id uuid, also text[] default '{}'
) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_level constant integer := rowseal_private.account_level(refuse_old_proofs.user_id);
  v_max_age constant interval := (select settings.fresh_proof from rowseal_private.settings as settings);
  -- It stands in for what was lost: else nobody who has lost a passkey could remove it, or add another.
  v_enough constant integer := (
    select 2 from rowseal_private.session_proofs as proof
     where proof.user_id = refuse_old_proofs.user_id
       and proof.session_id = refuse_old_proofs.credential_id
       and proof.kind = 'recovery_code'
       and proof.proved_at >= clock_timestamp() - v_max_age
  );
begin
  if rowseal_private.proved_level(
    refuse_old_proofs.user_id, refuse_old_proofs.credential_id, v_max_age, refuse_old_proofs.also)
    < least(v_level, v_enough)
  then
    perform rowseal_private.refuse_assurance(
      refuse_old_proofs.user_id, refuse_old_proofs.credential_id, v_level, v_max_age);
  end if;
end
$$;

comment on function rowseal_private.refuse_old_proofs(uuid, uuid, text[]) is $$Refuses a credential whose person has not
just proved as much as they can (settings.fresh_proof), or two factors, one of them a recovery code. also: kinds that
the caller verifies in the same transaction, and refuses where they are wrong.
Caller: rowseal_private.require_fresh_proof, and what creates a credential that outlasts its maker, or widens one.
Errors: RS050 the proofs are older; RS051 a credential without a person behind it.
Source: OWASP ASVS 7.5.1, NIST SP 800-63B-4 section 4.1.2.1.$$;

revoke execute on function rowseal_private.refuse_old_proofs(uuid, uuid, text[]) from public;
