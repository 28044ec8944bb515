create or replace function rowseal_private.ask_email_code(
  purpose text, address text, browser_digest bytea, code_digest bytea, code_jwe text, ip inet default null,
  out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_address constant text := rowseal_private.require_address(ask_email_code.address);
  v_id constant uuid := rowseal.uuidv7();
begin
  if not rowseal_private.offers_email_codes() then
    status := 'off';
    return;
  end if;
  retry_after := nullif(
    rowseal_private.record_attempt('email_code_network', rowseal_private.network_of(ask_email_code.ip)), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  insert into rowseal_private.email_codes (browser_hash, id, purpose, email, code_hash, code_jwe, expires_at)
  values (
    sha256(ask_email_code.browser_digest), v_id, ask_email_code.purpose, v_address, sha256(ask_email_code.code_digest),
    ask_email_code.code_jwe, clock_timestamp() + interval '10 minutes'
  );
  perform rowseal_private.enqueue_mail_to_address('email_code', v_address, v_id);
  status := 'accepted';
end
$$;

comment on function rowseal_private.ask_email_code(text, text, bytea, bytea, text, inet) is $$Has a code mailed that
signs in the person who has the address (purpose sign_in), or confirms who they are in a session of theirs (step_up),
for ten minutes. The work and the answer are the same whether anybody has the address: the worker finds out.
browser_digest is the SHA-256 of a secret that the asking browser keeps, code_digest a digest of the secret and the code
under a key that the server has, code_jwe the code, encrypted for the worker: the queue and this table have none.
Returns: a status: accepted; off, by policy; throttled with the time that this network has to wait.
Errors: 23514 not an address, or another purpose.
Source: OWASP ASVS 6.5.5, 6.6.2; NIST SP 800-63B-4 section 3.1.3.1.$$;

revoke execute on function rowseal_private.ask_email_code(text, text, bytea, bytea, text, inet) from public;
grant execute on function rowseal_private.ask_email_code(text, text, bytea, bytea, text, inet) to rowseal_issuer;
