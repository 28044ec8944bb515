create or replace function rowseal_private.confirm_totp(
  claims rowseal_private.claims, wanted text, id uuid, step bigint, recovery_digests bytea, ip inet default null,
  out status text, out has_new_codes boolean
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
begin
  perform rowseal_private.enter_by_claims(confirm_totp.claims, confirm_totp.wanted, confirm_totp.ip);
  v_user_id := rowseal_private.require_fresh_proof();
  update rowseal_private.totp_factors as begun
     set confirmed_at = clock_timestamp(), last_step = confirm_totp.step, last_used_at = clock_timestamp(), failures = 0
   where begun.user_id = v_user_id
     and begun.id = confirm_totp.id
     and begun.confirmed_at is null
     and begun.created_at > clock_timestamp() - interval '15 minutes'
     and confirm_totp.step between rowseal_private.totp_step() - 2 and rowseal_private.totp_step() + 1;
  if not found then
    status := 'invalid';
    return;
  end if;
  status := 'confirmed';
  has_new_codes := not exists (
    select from rowseal_private.recovery_codes as code where code.user_id = v_user_id);
  if has_new_codes then
    perform rowseal_private.save_recovery_codes(v_user_id, confirm_totp.recovery_digests);
  end if;
  perform rowseal_private.add_proof(v_user_id, rowseal.session_id(), 'totp');
  perform rowseal_private.tell_of_factor('factor_added', v_user_id, confirm_totp.id);
end
$$;

comment on function rowseal_private.confirm_totp(rowseal_private.claims, text, uuid, bigint, bytea, inet) is $$Makes an
authenticator app that a user has begun to set up their second factor, once the server has found its first code right:
every login asks for it from then on, and the session at hand has proved it. The first factor brings recovery codes
(recovery_digests), which are shown only now.
Caller: the issuer, after rowseal_private.begun_totp.
Returns: a status: confirmed, and whether the recovery codes are in force; invalid: there is no such one, or it took too
long.
Errors: those of rowseal_private.begin_totp, but RS022; 23505 they have one by now.
Source: NIST SP 800-63B-4 section 3.1.2.1.$$;

revoke execute on function rowseal_private.confirm_totp(rowseal_private.claims, text, uuid, bigint, bytea, inet)
  from public;
grant execute on function rowseal_private.confirm_totp(rowseal_private.claims, text, uuid, bigint, bytea, inet)
  to rowseal_issuer;
