create or replace function rowseal_private.use_email_code(
  purpose text, browser_digest bytea, code_digest bytea, out status text, out user_id uuid
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_code rowseal_private.email_codes;
begin
  -- Whatever changes an account takes its row first, and whatever gives somebody an address the lock of that before.
  select code.* into v_code
    from rowseal_private.email_codes as code where code.browser_hash = sha256(use_email_code.browser_digest);
  if found and use_email_code.purpose = 'sign_in' then
    perform rowseal_private.lock_addresses(array[v_code.email]);
  end if;
  perform from rowseal.users as account where account.id = v_code.user_id for no key update;
  -- Counted before the code is looked at, by one statement, so that a hundred at once are a hundred.
  update rowseal_private.email_codes as code
     set failures = code.failures + 1
   where code.browser_hash = sha256(use_email_code.browser_digest)
     and code.purpose = use_email_code.purpose
     and code.failures < 5
     and code.expires_at > clock_timestamp()
  returning code.* into v_code;
  if not found or not rowseal_private.offers_email_codes() then
    status := 'invalid';
    return;
  end if;
  user_id := v_code.user_id;
  status := 'denied';
  if (v_code.code_hash = sha256(use_email_code.code_digest)) is not true then
    return;
  end if;
  delete from rowseal_private.email_codes as used where used.browser_hash = v_code.browser_hash;
  perform from rowseal.users as account
    where account.id = v_code.user_id
      and account.email = v_code.email
      and account.proof_version = v_code.proof_version
      and account.disabled_at is null;
  if found then
    status := 'ok';
  end if;
end
$$;

comment on function rowseal_private.use_email_code(text, bytea, bytea) is $$THE rule of what a mailed code proves: it
was asked for in this browser, for this purpose, at most ten minutes ago; it is the first to be right, of five tries;
and the address that it was mailed to is still that of the user, who is locked. browser_digest and code_digest are as in
rowseal_private.ask_email_code.
Caller: rowseal_private.log_in_with_email_code, step_up.
Returns: a status: ok; denied: a wrong code, or one of before the address or the password changed; invalid: there is no
code for this browser, or no try is left; and whom it was mailed to.
Source: OWASP ASVS 6.6.3.$$;

revoke execute on function rowseal_private.use_email_code(text, bytea, bytea) from public;
