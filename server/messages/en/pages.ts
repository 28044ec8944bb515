/** What several pages say: links, fields and their faults, invitations, advice after a problem. */
export const pages = {
  'page.error': 'Error: {title}',
  'page.other_options': 'Other options',
  'page.continue': 'Continue',
  'page.one_moment': 'One moment',
  'page.optional': '(optional)',
  'page.reference': 'If this keeps happening, quote this reference: <code>{reference}</code>',
  'page.to_account': 'Your account',
  'page.back_to_account': 'Back to your account',
  'page.back_to_sign_in': 'Back to sign in',
  'page.not_now': 'Not now',
  'page.wait': 'Try again in {time}.',

  'field.name': 'Name',
  'field.email': 'Email address',
  'field.new_email': 'New email address',
  'field.password': 'Password',
  'field.new_password': 'New password',
  'field.current_password': 'Current password',
  'person.title': 'Are you a person?',
  'person.text': 'We ask this before we send you mail.',
  'field.mailed_code': 'Code from the email',
  'field.password_hint': 'At least {least} characters. A few unrelated words work well.',
  'fault.name': 'Enter a name of at most 200 characters, or leave it empty.',
  'fault.email': 'Enter an email address, such as ada@example.com.',
  'fault.email_unchanged': 'This is already your email address.',
  'fault.password': 'Choose a password of {least} to 1,024 characters.',
  'fault.current_password': 'Enter your current password.',
  'fault.password_too_common': 'This password is one of the first that attackers try. Choose another one.',
  'fault.current_password_wrong': 'This is not your current password.',

  'link_expired.heading': 'This link has expired or was already used',
  'link_expired.text': 'It may also be incomplete, or a newer link was sent. Use the most recent one.',
  'link_expired.another': 'Request a new link',

  'invitation.title': 'Accept the invitation',
  'invitation.signed_in': 'You are signed in as <b>{email}</b>. If you accept, you join the workspace.',
  'invitation.signed_out':
    "If you accept, you join the workspace. If you aren't signed in, you'll be asked to sign in or create an account.",
  'invitation.accept': 'Accept',
  'invitation.decline': 'Decline',
  'invitation_accepted.heading': 'You joined the workspace',
  'invitation_accepted.text': 'You can use it from now on.',
  'invitation_declined.heading': 'You declined the invitation',
  'invitation_declined.text':
    'The link no longer works. Nobody is notified, but administrators of the workspace can see it.',
  'decline_invitation.title': 'Decline the invitation',
  'decline_invitation.text':
    "The invitation ends, and its link no longer works. If you aren't signed in, you'll be asked to sign in. If you have no account, ignore the message: the invitation expires by itself.",
  'decline_invitation.instead': 'Accept it instead',
  'invitation_expired.heading': 'This invitation has expired or was already used',
  'invitation_expired.text':
    'It may also have been revoked, or the link is incomplete. Ask the person who invited you for a new one.',
  'invitation_for_another.title': 'This invitation is for another address',
  'invitation_for_another.text':
    'You are signed in as <b>{email}</b>. Sign out, then sign in or create an account with the address that was invited.',
  'link_for_others.title': 'This invitation is not for this account',
  'link_for_others.domain':
    'You are signed in as <b>{email}</b>, and the link is for addresses of <b>{domain}</b>. Sign out, then sign in or create an account with such an address.',
  'link_for_others.workspace':
    'You are signed in as <b>{email}</b>, and the workspace does not invite addresses of that domain. Sign out, then sign in with another address.',
  'link_for_others.unverified':
    'You are signed in as <b>{email}</b>. Confirm this address first, with the link that we sent to it; then open the invitation again.',
  'link_for_others.former':
    'You are signed in as <b>{email}</b>, and were a member of this workspace before. Ask its members to invite you by email.',

  'human.needs_script': 'This page needs JavaScript to check that you are a person.',

  'advice.failed': 'This did not work',
  'advice.invalid_input': 'Something in the link or the form is missing or incorrect. Go back and try again.',
  'advice.origin_not_allowed':
    'This request came from a page that is not ours, so nothing was done. Open the page here and try again.',
  'advice.session_ended': 'Your session has ended. Sign in again.',
  'advice.not_found': 'It may have been removed already.',
  'advice.outcome_unknown':
    'Your request may have been carried out. Before you try again, check your account, or your email if you expect a message.',
  'advice.too_many_attempts': 'Too many attempts.',
  'advice.server': 'This is a problem on our side. Try again in a moment.',
  'advice.back': 'Go back and try again.',
} as const satisfies Record<string, string>;
