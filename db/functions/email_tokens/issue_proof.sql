create or replace function rowseal_private.issue_proof(purpose text, user_id uuid, id uuid, email text) returns text
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_secret constant bytea := rowseal_private.random_bytes(33);
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
begin
  -- A change of the address waits for this and voids it, or this finds the other address.
  perform from rowseal.users as account where account.id = issue_proof.user_id for share;
  insert into rowseal_private.email_proofs (user_id, id, purpose, secret_hash, email, proof_version, expires_at)
  select account.id, issue_proof.id, issue_proof.purpose, v_hash, issue_proof.email, account.proof_version,
         clock_timestamp() + case issue_proof.purpose
           when 'reset_password' then settings.password_reset_lifetime
           when 'recover_factors' then settings.password_reset_lifetime
           when 'restore_account' then (
             select deletion.erase_at - clock_timestamp() from rowseal_private.account_deletions as deletion
              where deletion.user_id = account.id
           )
           else settings.email_verification_lifetime
         end
    from rowseal.users as account
   cross join rowseal_private.settings as settings
   where account.id = issue_proof.user_id
     and (
       account.email = issue_proof.email
       or exists (
         select from rowseal_private.identities as identity
          where identity.provider = 'password'
            and identity.subject_hash = rowseal_private.text_hash(issue_proof.email)
            and identity.user_id = account.id
       )
     )
  on conflict on constraint email_proofs_pkey do update
    set purpose = excluded.purpose, secret_hash = excluded.secret_hash, email = excluded.email,
        proof_version = excluded.proof_version, expires_at = excluded.expires_at, used_at = null;
  if not found then
    return null;
  end if;
  return rowseal_private.format_token('rsv_', uuid_send(issue_proof.user_id) || uuid_send(issue_proof.id) || v_secret);
end
$$;

comment on function rowseal_private.issue_proof(text, uuid, uuid, text) is
$$Makes a token for a purpose, for a mail to an address of a user. One of the same id is replaced.
Caller: only rowseal_private.compose_mail, and rowseal_private.offer_restoration.
Returns: the token, which cannot be seen again; null: the address has just ceased to be the user's.$$;

revoke execute on function rowseal_private.issue_proof(text, uuid, uuid, text) from public;
