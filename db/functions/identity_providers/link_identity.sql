create or replace function rowseal_private.link_identity(
  provider text, subject text, user_id uuid, reason text, ip inet
) returns uuid
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_subject_hash constant bytea := rowseal_private.text_hash(link_identity.subject);
begin
  insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
  values (
    link_identity.provider, v_subject_hash, link_identity.subject, link_identity.user_id
  )
  on conflict on constraint identities_pkey do nothing;
  if found then
    perform rowseal_private.record_event(
      'identity_linked', link_identity.user_id, null,
      jsonb_build_object('provider', link_identity.provider, 'reason', link_identity.reason), link_identity.ip
    );
    if link_identity.reason <> 'registered' then
      perform rowseal_private.enqueue_mail(
        'identity_linked',
        jsonb_build_object(
          'user_id', link_identity.user_id, 'provider', link_identity.provider,
          'subject_hash', encode(v_subject_hash, 'hex')
        ),
        link_identity.provider || ' ' || encode(v_subject_hash, 'hex')
      );
    end if;
    return link_identity.user_id;
  end if;
  return (
    select identity.user_id
      from rowseal_private.identities as identity
     where identity.provider = link_identity.provider and identity.subject_hash = v_subject_hash
  );
end
$$;

comment on function rowseal_private.link_identity(text, text, uuid, text, inet) is
$$Gives an identity to a user, unless somebody has it. reason goes into the audit event; the user of an account that
existed before is told by mail.
Caller: only rowseal_private.log_in_with_identity, and the functions it is made of.
Returns: the user who has the identity then.$$;

revoke execute on function rowseal_private.link_identity(text, text, uuid, text, inet) from public;
