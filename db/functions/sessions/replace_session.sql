create or replace function rowseal_private.replace_session(
  user_id uuid, session_id uuid, successor rowseal_private.claims, ip inet
) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  if replace_session.user_id = (replace_session.successor).sub then
    -- First, and waiting for those that are being redeemed, so that the clients they become known to are seen below.
    delete from rowseal_private.oauth_codes as issued
     where issued.user_id = replace_session.user_id
       and replace_session.session_id in (issued.parent_id, issued.origin_id)
       and issued.session_id is null;
    update rowseal_private.session_clients as known
       set session_id = (replace_session.successor).sid
     where known.user_id = replace_session.user_id and known.session_id = replace_session.session_id;
  end if;
  perform rowseal_private.revoke_session(
    replace_session.user_id, replace_session.session_id, 'replaced', replace_session.ip
  );
end
$$;

comment on function rowseal_private.replace_session(uuid, uuid, rowseal_private.claims, inet) is
$$Ends the login that another one in the same browser has replaced (successor). Where it is the same user who has signed
in again, clients are not told: their sessions go on, and end with the successor.
Caller: only functions that have opened the successor; session_id is authentic, or null.$$;

revoke execute on function rowseal_private.replace_session(uuid, uuid, rowseal_private.claims, inet) from public;
