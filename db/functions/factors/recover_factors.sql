create or replace function rowseal_private.recover_factors(
  token rowseal_private.presented_token, ip inet default null,
  out status text, out retry_after interval, out ready_at timestamptz
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := token.owner_id;
begin
  -- Whatever changes an account takes its row first; then logins that wait and factors, in the order of who uses one.
  perform
    from rowseal.users as account
    join rowseal_private.email_proofs as proof on proof.user_id = account.id
   where account.id = v_user_id
     and proof.id = token.id
     and proof.purpose = 'recover_factors'
     and proof.secret_hash = sha256(token.digest)
     and proof.expires_at > clock_timestamp()
     and proof.proof_version = account.proof_version
     and account.disabled_at is null
     for no key update of account;
  if not found then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('proof_guess', rowseal_private.network_of(recover_factors.ip)) as failure;
    return;
  end if;
  perform from rowseal_private.login_challenges as waiting where waiting.user_id = v_user_id for update;
  perform from rowseal_private.totp_factors as factor where factor.user_id = v_user_id for update;
  perform from rowseal_private.passkeys as passkey where passkey.user_id = v_user_id for update;
  -- Asking once more, by another mail, does not begin the time anew.
  update rowseal_private.factor_recoveries as waiting
     set proof_id = token.id
   where waiting.user_id = v_user_id and waiting.expires_at > clock_timestamp()
  returning waiting.ready_at into recover_factors.ready_at;
  if not found then
    ready_at := rowseal_private.begin_recovery(v_user_id, token.id, recover_factors.ip);
  elsif ready_at <= clock_timestamp() then
    perform rowseal_private.finish_recovery(v_user_id, recover_factors.ip);
    status := 'recovered';
    return;
  end if;
  -- The link has to outlast the time.
  update rowseal_private.email_proofs as proof
     set expires_at = recover_factors.ready_at + interval '7 days'
   where proof.user_id = v_user_id and proof.id = token.id;
  status := 'waiting';
end
$$;

comment on function rowseal_private.recover_factors(rowseal_private.presented_token, inet) is $$What a mailed link does
for somebody who has lost all factors: it begins the time that they wait (settings.factor_recovery_delay), in which
every address is told, and any use of a factor ends it (rowseal_private.end_recovery); after that it removes the
factors, and ends every credential. The password stays, and so does what asks for a level: it waits for another factor.
Returns: a status: waiting, until ready_at; recovered; invalid; throttled, invalid like many before it from this
network, with the time to wait.
Source: NIST SP 800-63B-4 section 4.2.2.2.$$;

revoke execute on function rowseal_private.recover_factors(rowseal_private.presented_token, inet) from public;
grant execute on function rowseal_private.recover_factors(rowseal_private.presented_token, inet) to rowseal_issuer;
