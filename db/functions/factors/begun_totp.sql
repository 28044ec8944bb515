create or replace function rowseal_private.begun_totp(
  claims rowseal_private.claims, wanted text, id uuid, ip inet default null, out secret_jwe text, out step bigint
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
begin
  perform rowseal_private.enter_by_claims(begun_totp.claims, begun_totp.wanted, begun_totp.ip);
  v_user_id := rowseal_private.require_fresh_proof();
  update rowseal_private.totp_factors as begun
     set failures = begun.failures + 1
   where begun.user_id = v_user_id
     and begun.id = begun_totp.id
     and begun.confirmed_at is null
     and begun.created_at > clock_timestamp() - interval '15 minutes'
     and begun.failures < 20
  returning begun.secret_jwe into begun_totp.secret_jwe;
  step := rowseal_private.totp_step();
end
$$;

comment on function rowseal_private.begun_totp(rowseal_private.claims, text, uuid, inet) is $$What the server
verifies the first code of an authenticator app with: twenty times at most, within a quarter of an hour.
Returns: the encrypted secret and the step of time now; null: there is no such one, or it took too long.
Errors: those of rowseal_private.begin_totp, but RS022.$$;

revoke execute on function rowseal_private.begun_totp(rowseal_private.claims, text, uuid, inet) from public;
grant execute on function rowseal_private.begun_totp(rowseal_private.claims, text, uuid, inet) to rowseal_issuer;
