/** Functions that a door may call and no road does, by a pattern of their names: why none is needed. */
export const WITHOUT_ROAD: readonly [names: RegExp, why: string][] = [
  [
    /^rowseal\.((un)?protect|(un)?protection_statements|protection_record|record_protection|note_protection|define_scope|open_schemas)$/,
    'declares a table or a scope: reads catalogs',
  ],
  [/^rowseal\.((un)?register_hook|record_hook|forget_hook|is_hooked)$/, 'declares a hook: reads catalogs'],
  [
    /^rowseal\.((un)?bind_role|bound_role_faults|record_binding|remove_binding|revoke_group|set_role_default|end_role_backends|add_request_role|check_request_role|request_role_faults)$/,
    'declares a login role: reads catalogs',
  ],
  [
    /^rowseal_audit\.(accept|allowances|is_workspace_key|preview|preview_under|refused_in_preview|snapshot|compare_snapshots)$/,
    'about declarations: reads catalogs',
  ],
  [
    /^rowseal\.(installed_version|login_settings|stray_settings|restore_settings|restore_password|end_backends|ready|beat_seen|runs_code_of_others)$/,
    'about the installation and its connections: reads catalogs, and tables of one row',
  ],
  [
    /^rowseal\.(is_scope|parse_token|uuidv7|service_id|key_with|workspace_with|workspace_key|scope_gate|require_assurance|still_outside|in_request_now|userinfo)$/,
    'reads no table, or the rows that every request has read',
  ],
  [
    /^rowseal\.(accept_invitation|accept_invitation_link|decline_invitation)$/,
    'hashes a token, and calls …_with_digest',
  ],
  [/^rowseal\.(enter_with_payload|pre_request)$/, 'for PostgREST: what rowseal.enter does'],
  [
    /^rowseal_private\.(add_event_key|advance_event_keys|rotate_event_key|rotate_seal_key|rotate_signing_key|revoke_signing_key|replace_secrets|note_reencryption|encrypted_secrets)$/,
    'about keys, or rows whose ids it is given: a page at a time',
  ],
  [/^rowseal_private\.(save_identity_provider|set_identity_provider_enabled)$/, 'about one of a handful of providers'],
  [/^rowseal_private\.refuse_plan$/, 'refuses'],
  [/^rowseal_private\.from_traced_request$/, 'reads no table: what from_request does, for a request that is sampled'],
  [/^graphile_worker_rowseal\.work_in_hand$/, 'called by rowseal_audit.work_in_hand'],
  [/^rowseal_private\.queue_revision$/, 'reads the list of migrations of the queue, at a start'],
  [/^graphile_worker_rowseal\.enqueue_logout$/, 'adds a job, as mail does'],
  [/^rowseal_audit\.recover$/, 'ends every credential there is, after a restore: grows with them'],
];

/** Functions that clients, servers, workers and operators may call. */
export const CALLABLE = `
  select distinct format('%s.%s', called.pronamespace::regnamespace, called.proname) as name
    from pg_proc as called
   cross join lateral aclexplode(called.proacl) as allowed
   where called.pronamespace::regnamespace::text ~ '^(rowseal|graphile_worker_rowseal)'
     and allowed.grantee <> called.proowner
     and not exists (
       select from pg_proc as taken
         join pg_stat_user_functions as counted on counted.funcid = taken.oid
        where taken.pronamespace = called.pronamespace and taken.proname = called.proname and counted.calls > 0
     )
   order by 1`;
