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
  'mail.email_code.subject': 'Your code',
  'mail.email_code.sign_in': 'Someone asked to sign in to your account at {product} with a code. This is it:',
  'mail.email_code.step_up': 'Someone who is signed in to your account at {product} was asked for a code. This is it:',
  'mail.email_code.code': '{code}',
  'mail.email_code.action': 'Sign in',
  'mail.email_code.once': 'It works once, within {lifetime}, in the browser that asked for it.',
  'mail.email_code.not_you':
    "Never tell this code to anybody who asks for it: they could get into your account with it. Nobody at {product} will ever ask you for it. If this wasn't you, ignore this message.",
  'mail.recover_factors.subject': 'Remove your authenticator app and passkeys',
  'mail.recover_factors.text':
    'Someone said that they have lost every authenticator app, passkey and recovery code of your account at {product}.',
  'mail.recover_factors.wait':
    'If it was you, begin here. After {delay}, the same link removes them and ends every session. Keep this message until then.',
  'mail.recover_factors.action': 'Begin',
  'mail.recover_factors.begin': 'Use this link within {lifetime} to begin the wait.',
  'mail.factor_recovery_begun.subject': 'Your authenticator app and passkeys are about to be removed',
  'mail.factor_recovery_begun.text':
    'On {time}, someone with access to the mailbox of your account at {product} asked to remove its authenticator app and all passkeys. After {end} they can do so.',
  'mail.factor_recovery_begun.advice':
    "If this wasn't you, stop it: sign in with one of them or with a recovery code, or go to your account page. Then change the password of your mailbox.",
  'mail.factor_recovery_ended.subject': 'Your authenticator app and passkeys stay',
  'mail.factor_recovery_ended.text':
    'On {time}, the removal of the authenticator app and passkeys of your account at {product} was stopped, because one of them was used or somebody who is signed in stopped it.',
  'mail.factors_recovered.subject': 'Your authenticator app and passkeys were removed',
  'mail.factors_recovered.text':
    'On {time}, the authenticator app and all passkeys of your account at {product} were removed, as requested by email. Every session and token has ended.',
  'mail.confirm_address.subject': 'Confirm your new email address',
  'mail.confirm_address.text':
    'Someone asked to use this email address for the account at {product} that has the address {former} now. Confirm that the address is yours and that the account is too.',
  'mail.confirm_address.action': 'Use this address',
  'mail.confirm_address.not_you': 'If this is not your account, do not confirm: someone else has its password.',
  'mail.address_in_use.subject': 'You already have an account',
  'mail.address_in_use.text':
    'Someone asked to use this email address for another account at {product}. An account has this address already, or had it until recently, so nothing was changed.',
  'mail.address_changed.subject': 'Your email address was changed',
  'mail.address_changed.text':
    'On {time}, the email address of your account at {product} was changed to {address}. Messages about the account go there from now on.',
  'mail.address_changed.not_you':
    "If this wasn't you, undo the change now. The account gets this address back and a new password, and every session and token ends.",
  'mail.address_changed.action': 'Undo the change',
  'mail.address_restored.subject': 'A change of your email address was undone',
  'mail.address_restored.text':
    'On {time}, the owner of the former email address undid the change. The account at {product} has that address again, and this one no longer belongs to it.',
  'mail.account_deleted.subject': 'Your account was deleted',
  'mail.account_deleted.text':
    'Your account at {product} was deleted on {time}. Every session and token has ended. On {end} it is erased, with everything that belongs to it.',
  'mail.account_deleted.restore': 'Until then you can restore it, with this link or by signing in.',
  'mail.account_deleted.action': 'Restore my account',
  'mail.invitation.subject': 'Invitation to {workspace}',
  'mail.invitation.text': '{inviter} invited you to {workspace} at {product}, as {role}.',
  'mail.invitation.text_unnamed': 'You were invited to {workspace} at {product}, as {role}.',
  'mail.invitation.action': 'Accept the invitation',
  'mail.invitation.decline': 'If you do not want to join, you can decline',
  'mail.invitation.until': 'This link works once and expires on {time}.',
  'mail.policy_set.subject': '{workspace} requires a second factor',
  'mail.policy_set.factor':
    '{workspace} at {product} requires its members to sign in with a second factor from {time} on. Add an authenticator app or a passkey to your account before then.',
  'mail.policy_set.passkey':
    '{workspace} at {product} requires its members to sign in with a passkey from {time} on. Add a passkey to your account before then.',
  'mail.installation_policy_set.subject': '{product} requires a second factor',
  'mail.installation_policy_set.factor':
    '{product} requires everybody to sign in with a second factor from {time} on. Add an authenticator app or a passkey to your account before then: without it you cannot work in any workspace.',
  'mail.installation_policy_set.passkey':
    '{product} requires everybody to sign in with a passkey from {time} on. Add a passkey to your account before then: without it you cannot work in any workspace.',
  'mail.policy_set.action': 'Open your account',
  'mail.policy_waived.subject': 'You can enter {workspace} without a second factor for a day',
  'mail.policy_waived.text':
    'On {time} an administrator of {workspace} at {product} allowed you to work there without the second factor that it requires, until {end}.',
  'mail.policy_waived.not_you':
    'If you did not ask for this, tell an administrator of the workspace: somebody may know your password.',
  'mail.webhook_disabled.subject': 'A webhook of {workspace} was disabled',
  'mail.webhook_disabled.gone':
    'The webhook of {workspace} at {product} that leads to {host} was disabled on {time}, because the receiver answered that it is gone (410).',
  'mail.webhook_disabled.failing':
    'The webhook of {workspace} at {product} that leads to {host} was disabled on {time}, because the receiver had not accepted any event for three days.',
  'mail.webhook_disabled.behind':
    'The webhook of {workspace} at {product} that leads to {host} was disabled on {time}, because more than ten thousand events were waiting for the receiver.',
  'mail.webhook_disabled.next':
    'Events are no longer sent there. When the receiver works again, enable the webhook: events that happened in the meantime are not sent, but the list of events has them.',
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
  'mail.factor_added.subject': 'An authenticator app or a passkey was added',
  'mail.factor_added.text':
    'An authenticator app or a passkey was added to your account at {product} on {time}. From then on, a password alone does not sign you in.',
  'mail.factor_removed.subject': 'An authenticator app or a passkey was removed',
  'mail.factor_removed.text':
    'An authenticator app or a passkey was removed from your account at {product} on {time}. It no longer signs you in.',
  'mail.factor_off.subject': 'Too many wrong codes',
  'mail.factor_off.text':
    'The authenticator app of your account at {product} is off since {time}, after 100 wrong codes in a row: someone may know your password. Use a recovery code, and set the app up again.',
  'mail.recovery_code_used.subject': 'A recovery code was used',
  'mail.recovery_code_used.text':
    'A recovery code of your account at {product} was used on {time}. It does not work again.',
  'mail.recovery_codes_renewed.subject': 'New recovery codes',
  'mail.recovery_codes_renewed.text':
    'New recovery codes were made for your account at {product} on {time}. The former ones no longer work.',
} as const satisfies Record<string, string>;
