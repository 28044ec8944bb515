create or replace function rowseal_private.issue_proof(purpose text, user_id uuid, id uuid, email text) returns text
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_secret constant bytea := rowseal_private.random_bytes(33);
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
begin
  insert into rowseal_private.email_proofs (user_id, id, purpose, secret_hash, email, expires_at)
  select issue_proof.user_id, issue_proof.id, issue_proof.purpose, v_hash, issue_proof.email,
         clock_timestamp() + case issue_proof.purpose
           when 'reset_password' then settings.password_reset_lifetime
           else settings.email_verification_lifetime
         end
    from rowseal_private.settings as settings
  on conflict on constraint email_proofs_pkey do update
    set purpose = excluded.purpose, secret_hash = excluded.secret_hash, email = excluded.email,
      expires_at = excluded.expires_at, used_at = null;
  return rowseal_private.format_token('rsv_', uuid_send(issue_proof.user_id) || uuid_send(issue_proof.id) || v_secret);
end
$$;

comment on function rowseal_private.issue_proof(text, uuid, uuid, text) is
$$Makes the verification or reset token that a mail to an address of a user has. One of the same id is replaced.
Caller: only rowseal_private.compose_mail.
Returns: the token, which cannot be seen again.$$;

revoke execute on function rowseal_private.issue_proof(text, uuid, uuid, text) from public;
