create or replace function rowseal_private.assurance_level(kinds text[]) returns integer
  language sql immutable parallel safe
  return case
    when assurance_level.kinds
      && array['verified_passkey', 'verified_synced_passkey', 'provider_phishing_resistant'] then 3
    when not coalesce(
      assurance_level.kinds && array['password', 'provider', 'provider_two_factors', 'email_code'], false) then 0
    when 'password' = any (assurance_level.kinds) and assurance_level.kinds && array['passkey', 'synced_passkey'] then 3
    when assurance_level.kinds
      && array['totp', 'recovery_code', 'passkey', 'synced_passkey', 'provider_two_factors'] then 2
    else 1
  end;

comment on function rowseal_private.assurance_level(text[]) is $$THE rule of what kinds of proof
(rowseal_private.session_proofs) come to together, never how many there are. A time-based code, a recovery code and a
passkey that verified nobody are something that somebody has: without a password or a provider they are nothing, and
two of them are no more than one. A mailed code is one factor, and raises no other. A passkey that verified its user is
two factors by itself; so is a provider, where it is believed to have asked for them (rowseal_private.provider_proof).
Returns: 0, not signed in; 1, one factor; 2, two factors; 3, two factors that no other site can draw out of somebody.
Never null.
Source: NIST SP 800-63B-4 sections 2.2.1 and 3.2.5.$$;

revoke execute on function rowseal_private.assurance_level(text[]) from public;
