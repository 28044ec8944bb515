/** An application asks for access. */
export const consent = {
  'consent.title': 'Allow access',
  'consent.heading': '{client} wants access to your account',
  'consent.signed_in': 'You are signed in as <b>{user}</b>. If you allow it, <b>{client}</b> can:',
  'consent.openid': 'know who you are',
  'consent.profile': 'see your name',
  'consent.email': 'see your email address',
  'consent.offline_access': "keep this access when you're not using it",
  'consent.within_role': '<code>{scope}</code>, within your role',
  'consent.which_workspace': 'In which workspace?',
  'consent.in_workspace': 'In the workspace <b>{workspace}</b>.',
  'consent.allow': 'Allow',
  'consent.deny': 'Deny',
  'consent.destination':
    'You will be sent to <code>{destination}</code>. You can revoke this access on your account page at any time.',
  'consent.choose_workspace': 'Choose a workspace.',
  'consent.workspace_heading': 'Choose a workspace for {client}',
  'consent.workspace_for': 'You are signed in as <b>{user}</b>.',
  'consent.more_workspaces': 'Show more workspaces',
  'request_ended.heading': 'This request has expired',
  'request_ended.text':
    'It was already answered, took too long, or was started in another browser. Go back to the application and try again.',
  'request_refused.heading': 'This request cannot be completed',
  'request_refused.unknown_client': 'The application that sent you here is not registered.',
  'request_refused.redirect_uri_missing': 'The application did not say where to send the answer.',
  'request_refused.redirect_uri_mismatch':
    'The application that sent you here wants the answer at an address that is not registered for it.',
} as const satisfies Record<string, string>;
