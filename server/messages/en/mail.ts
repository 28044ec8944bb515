/** What is mailed. */
export const mail = {
  'mail.link_fallback': 'If the link does not open, copy this address into your browser:',
  'mail.works_once': 'This link works once and expires in {lifetime}.',
  'mail.ignore': "If this wasn't you, you can ignore this message.",
  'mail.reset_now': "If this wasn't you, reset your password now. This ends every session.",
  'mail.device': 'Browser or program, as it described itself: {device}',
  'mail.verify_email.subject': 'Confirm your email address',
  'mail.verify_email.text':
    'An account at {product} was created with this email address. Confirm that the address is yours.',
  'mail.verify_email.action': 'Confirm my address',
  'mail.verify_email.not_you': 'If you did not create it, do not confirm: someone else chose its password.',
  'mail.already_registered.subject': 'You already have an account',
  'mail.already_registered.text':
    'Someone tried to create an account at {product} with this email address, but you already have one.',
  'mail.already_registered.if_you': 'If it was you, choose a new password. This ends every session of the account.',
  'mail.reset_password.subject': 'Reset your password',
  'mail.reset_password.text': 'Someone asked to reset the password of your account at {product}.',
  'mail.reset_password.action': 'Choose a new password',
  'mail.invitation.subject': 'Invitation to {workspace}',
  'mail.invitation.text': '{inviter} invited you to {workspace} at {product}, as {role}.',
  'mail.invitation.text_unnamed': 'You were invited to {workspace} at {product}, as {role}.',
  'mail.invitation.action': 'Accept the invitation',
  'mail.invitation.until': 'This link works once and expires on {time}.',
  'mail.password_changed.subject': 'Your password was changed',
  'mail.password_changed.text':
    'The password of your account at {product} was changed on {time}. Your other sessions have ended. Your account page lists what still has access.',
  'mail.refresh_token_reused.subject': 'One of your sessions was ended',
  'mail.refresh_token_reused.text':
    'A session of your account at {product} was ended on {time}, because one of its credentials was used twice: someone else may have a copy.',
  'mail.refresh_token_reused.advice': 'Sign in again. If this happens again, reset your password.',
  'mail.new_sign_in.subject': 'New sign-in to your account',
  'mail.new_sign_in.text':
    'Someone signed in to your account at {product} on {time}, from a network that you have not used before: {network}.',
  'mail.identity_linked.subject': 'A new way to sign in was connected',
  'mail.identity_linked.text':
    'Since {time}, an account at {provider} can be used to sign in to your account at {product}.',
  'mail.identity_linked.advice': "If this wasn't you, disconnect it on your account page.",
} as const satisfies Record<string, string>;
