/** Roads that grow, by a pattern of their names: with what, and why that is as it is. */
export const GROWING: readonly [roads: RegExp, why: string][] = [
  [
    /^(listWorkspaceApps|graphql)$/,
    'with the grants of the workspace, up to a hundred of each of a hundred applications',
  ],
  [/^removeRole$/, 'with the members of the workspace who have several roles'],
  [
    /^(getMe|introspectToken|entering by a personal access token)$/,
    'with the workspaces of the person; here a thousandth as many as there are users',
  ],
  [/^the page \/account$/, 'with the open sessions and applications of the person, up to a page'],
  [/^explain/, 'with sessions, by a page of a BRIN index for many thousand'],
  [/^fetchExport$/, 'with what the person has; here a twentieth as many sessions as there are users'],
  [/^a mail$/, 'with the mail that waits'],
  [/rowseal\.users.*in acme$/, 'with the members of the workspace, whose ids a policy reads as one array'],
  [/^select role, user_id from rowseal.memberships/, 'with the members of the workspace'],
  [/^sealing: a batch of events$/, 'with the batch, up to a thousand events'],
  [/^the purge$/, 'with what has ended since, up to 500 rows of each kind'],
  [/^workspaces: a page of all$/, 'with the members of the workspaces of the page, which it counts'],
  [/^a provider removed$/, 'with its logins under way, which go too'],
  [/^events: the latest of a rare kind$/, 'with the events of the workspace since the fiftieth of that kind'],
  [/^policy: of the installation$/, 'with users: it counts who lacks a factor'],
  [/^import: (passwords|former passwords)/, 'with the passwords that are left of an import'],
  [/^passkeys of a host that is gone$/, 'with passkeys, which a server counts at its start'],
  [
    /^(reach|who could|what a person could)/,
    'with the people and credentials of the workspace, each of whom is looked at',
  ],
  [/^a review/, 'with the people and credentials of the workspace, and what happened since'],
  [
    /^events: one batch verified$/,
    'with the batch, up to a thousand events; a small installation has none that is full',
  ],
  [/^whose id this is$/, 'with credentials: the id in a log is a keyed hash, computed of each'],
  [
    /^(findings|doctor: checks|access of roles|a dump is possible)/,
    'with tables, functions and roles, which are not users',
  ],
];
