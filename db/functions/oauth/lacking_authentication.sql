create or replace function rowseal_private.lacking_authentication(
  request rowseal_private.oauth_requests, session rowseal_private.sessions, out step text, out error text
)
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_asked constant integer := rowseal_private.asked_level(request, session);
begin
  if rowseal_private.needs_sign_in(request, session) then
    step := 'sign_in';
  elsif session.user_id <> request.subject then
    error := 'login_required';
  elsif v_asked is null and request.levels <> '{}' then
    error := 'unmet_authentication_requirements';
  elsif rowseal_private.proved_for(request, session) < v_asked then
    step := 'step_up';
  end if;
end
$$;

comment on function rowseal_private.lacking_authentication(rowseal_private.oauth_requests, rowseal_private.sessions) is
$$What an authorization request still needs of the person: the step that they take next (sign_in, step_up), or what the
client is told instead, because another user has signed in than it asked for (login_required), or one who cannot prove
what it asks for (unmet_authentication_requirements).
Caller: rowseal_private.answer_authorization.
Returns: nulls: nothing is lacking.
Source: OpenID Connect Core section 3.1.2.3, OpenID Connect Core Error Code unmet_authentication_requirements 1.0.$$;

revoke execute on function rowseal_private.lacking_authentication(
  rowseal_private.oauth_requests, rowseal_private.sessions) from public;
