create or replace function rowseal_private.forget_person() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_addresses constant text[] := array(
    select old.email
     union select identity.subject from rowseal_private.identities as identity
            where identity.user_id = old.id and identity.provider = 'password'
     union select former.email from rowseal_private.former_addresses as former where former.user_id = old.id
     union select pending.email from rowseal_private.pending_addresses as pending where pending.user_id = old.id
  );
  v_invitations uuid[];
begin
  with gone as (
    delete from rowseal.invitations as invitation
     where invitation.email = any (v_addresses) or old.id in (invitation.invited_by, invitation.accepted_by)
    returning invitation.id
  )
  select array_agg(gone.id) into v_invitations from gone;
  delete from rowseal_private.oauth_requests as request where request.login_hint = any (v_addresses);
  delete from rowseal_private.email_codes as code where code.email = any (v_addresses);
  -- What is counted of somebody is counted by the hash of an address or an id.
  delete from rowseal_private.throttles as throttle
   using rowseal_private.throttle_limits as limits
   where throttle.kind = limits.kind
     and throttle.subject_hash = any (array(
       select rowseal_private.text_hash(subject)
         from unnest(
                v_addresses || array(select 'password ' || address from unnest(v_addresses) as address)
                || old.id::text
                || array(select device.id::text from rowseal_private.devices as device where device.user_id = old.id)
              ) as subject
     ));
  perform graphile_worker_rowseal.forget_mail(old.id, v_addresses, v_invitations);
  return old;
end
$$;

comment on function rowseal_private.forget_person() is
$$Trigger of users: with a user who is erased, by whatever SQL, goes what no foreign key leads to: invitations to their
addresses, what is counted of their attempts, hints of requests, and mail that waits or has failed.$$;

revoke execute on function rowseal_private.forget_person() from public;
