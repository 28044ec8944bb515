create or replace function rowseal_audit.sign_review(workspace uuid, since timestamptz, comment text) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace constant uuid := rowseal_private.audited_workspace(sign_review.workspace);
  v_digest text;
  v_counts jsonb;
begin
  -- In a request it is a person who has reviewed, and nobody's token.
  if rowseal_private.verified_context() is not null then
    perform rowseal_private.require_account();
  end if;
  if char_length(trim(sign_review.comment)) between 3 and 1000 is not true then
    raise exception 'a review is signed off with 3 to 1000 characters' using errcode = '22023';
  end if;
  select encode(sha256(convert_to(string_agg(line.text, E'\n' order by line.text collate "C"), 'UTF8')), 'hex')
    into v_digest
    from rowseal_audit.review(v_workspace, sign_review.since) as row
   cross join lateral (
     select concat_ws('|', row.section, row.id, row.user_id, row.role, row.scopes, row.state,
              extract(epoch from row.expires_at), row.change,
              nullif(array_to_string(row.roles[2:], ','), '')) as text
   ) as line;
  select jsonb_object_agg(counted.section, counted.amount)
    into v_counts
    from (
      select row.section, count(*) as amount from rowseal_audit.review(v_workspace, sign_review.since) as row
       group by row.section
    ) as counted;
  perform rowseal_private.record_event(
    'access_reviewed', null, v_workspace,
    jsonb_build_object(
      'since', sign_review.since, 'comment', trim(sign_review.comment), 'digest', v_digest, 'counts', v_counts)
  );
  return v_digest;
end
$$;

comment on function rowseal_audit.sign_review(uuid, timestamptz, text) is $$Signs off a review of access: an audit event
(access_reviewed) with a comment, the numbers of what was there, and the SHA-256 of it.
Caller: as rowseal_audit.review.
Returns: the digest.
Errors: those of rowseal_audit.review; RS010 a personal access token, a grant, a limited session, a service or a login
role; 22023 no comment of 3 to 1000 characters.$$;

revoke execute on function rowseal_audit.sign_review(uuid, timestamptz, text) from public;
grant execute on function rowseal_audit.sign_review(uuid, timestamptz, text)
  to rowseal_auditor, rowseal_user, pg_database_owner;
