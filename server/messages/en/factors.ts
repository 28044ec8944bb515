/** Second factors: signing in with a code, confirming who one is, authenticator apps, recovery codes. */
export const factors = {
  'second_factor.title': 'Enter your code',
  'second_factor.wrong_code': 'This code is incorrect, or was used already. Wait for the next one.',
  'second_factor.missing_code': 'Enter the code.',
  'field.code': 'Code',
  'field.code_hint': 'The six digits that your authenticator app shows, or one of your recovery codes.',

  'second_factor.with_passkey': 'Continue with a passkey',

  'passkey.title': 'Add a passkey',
  'passkey.text':
    'A passkey is kept on your device or a security key. You sign in with your fingerprint, your face or a PIN, and no other site can use it.',
  'passkey.name': 'Name of the passkey',
  'passkey.name_hint': 'So that you can tell it from others.',
  'passkey.add': 'Add a passkey',
  'passkey.rename': 'Name a passkey',
  'passkey.save_name': 'Save name',
  'passkey.sign_in': 'Sign in with a passkey',
  'passkey.needs_script': 'A passkey needs JavaScript, which is off in this browser. Everything else works without it.',
  'passkey.failed': 'That did not work, or it was cancelled. Try again, or choose another option.',
  'passkey.refused':
    'This passkey does not sign you in by itself. Sign in with your password, or add the passkey to your account again.',
  'passkey.not_added': 'This passkey was added before, or you have too many.',

  'step_up.lift':
    'Enter your password and use the passkey, with your fingerprint, your face or a PIN. From then on it signs you in by itself.',
  'step_up.with_passkey': 'Confirm with a passkey',
  'step_up.lost_passkey': 'Without the passkey',
  'step_up.lost_passkey_text': 'A recovery code lets you remove a passkey that you have lost, and add another.',
  'factor_missing.heading': 'This workspace requires a stronger sign-in',
  'factor_missing.factor':
    'It requires its members to sign in with a second factor: an authenticator app or a passkey.',
  'factor_missing.passkey': 'It requires its members to sign in with a passkey.',
  'factor_missing.back': 'Once you have added it to your account, you come back to the workspace.',
  'factor_missing.add_authenticator': 'Add an authenticator app',
  'factor_missing.add_passkey': 'Add a passkey',
  'step_up.title': 'Confirm that it is you',
  'step_up.text': 'This changes how your account is protected. Confirm who you are once more.',
  'step_up.elsewhere':
    'This changes how your account is protected. Sign in again to confirm who you are. If that is not enough, set a password and sign in with it.',
  'step_up.wrong': 'The password, the code or the passkey is incorrect, or was used already.',
  'step_up.missing': 'Fill in all fields.',

  'authenticator.title': 'Authenticator app',
  'authenticator.text':
    'An app on your phone shows a new code every 30 seconds. Once it is set up, signing in takes your password and a code.',
  'authenticator.begin': 'Set up an app',
  'authenticator.scan': 'Scan this with your authenticator app, then enter the code that it shows.',
  'authenticator.qr': 'QR code for an authenticator app',
  'authenticator.by_hand': 'Or type this key into the app: <code>{secret}</code>',
  'authenticator.code_hint': 'The six digits that the app shows now.',
  'authenticator.confirm': 'Turn on',

  'recovery.title': 'Your recovery codes',
  'recovery.text':
    'Keep these codes where you can find them without your phone. We cannot show them again. If you lose your phone or keys and the codes, you can get back in only by email, and after a wait.',
  'recovery.once': 'Each code works once, in place of a code of your app or a passkey.',
  'recovery.kept': 'I have saved them',

  'account.factors': 'Two-step sign-in',
  'account.no_factors': 'Off. Signing in takes one step.',
  'account.add_passkey': 'Add a passkey',
  'account.lift': 'Let it sign you in',
  'account.lift_of': 'Let it sign you in: {name}',
  'account.passkey_synced': 'since {day}, synced to other devices',
  'account.passkey_beside': 'since {day}, only with your password',
  'account.rename': 'Rename',
  'account.rename_of': 'Rename {name}',
  'account.remove_of': 'Remove {name}',
  'account.add_factor': 'Add an authenticator app',
  'account.authenticator': 'Authenticator app',
  'account.factor_off': 'off after too many wrong codes: remove it, and set it up again',
  'account.remove': 'Remove',
  'account.remove_factor': 'Remove the authenticator app',
  'account.recovery_codes': 'Recovery codes',
  'account.recovery_codes_left': '{count, plural, one {# left} other {# left}}',
  'account.renew': 'Get new ones',
  'account.renew_recovery_codes': 'Get new ones: recovery codes',
  'notice.factor': 'Two-step sign-in is on.',
  'notice.passkey': 'The passkey was added.',
  'notice.passkey_lifted': 'The passkey now signs you in by itself.',
  'recovery.lost': 'I have lost all of these',
  'recovery.lost_title': 'Lost your authenticator app, passkeys and recovery codes?',
  'recovery.lost_text':
    'We will email you a link that begins a wait of some days, and we tell all your addresses. After the wait, the same link removes all of these and ends every session. If any of them is used before then, nothing is removed.',
  'recovery.requested':
    'If {email} has an account with two-step sign-in, we sent a message to it. Open the link in it to begin.',
  'recovery.remove': 'Remove what you have lost',
  'recovery.remove_text':
    'The first time, this begins the wait. After the wait it removes the authenticator app, all passkeys and recovery codes, and ends every session and token. Your password stays.',
  'recovery.remove_submit': 'Continue',
  'recovery.begun': 'The wait has begun',
  'recovery.begun_text': 'Open the same link again after {time}. It works for seven days from then.',
  'recovery.done': 'Two-step sign-in is off',
  'recovery.done_text': 'Sign in with your password, and set up another authenticator app or passkey.',
  'recovery.pending': 'Someone has asked to remove your authenticator app and passkeys',
  'recovery.pending_text':
    "From {day} on, a link that was mailed to you removes them and ends every session. If this wasn't you, stop it now, and change the password of your mailbox.",
  'recovery.end': 'Stop it',
  'notice.recovery_ended': 'Stopped: your authenticator app and passkeys stay.',
  'notice.passkey_named': 'The name of the passkey was saved.',
  'notice.factor_removed': 'Removed. Signing in no longer asks for it.',
} as const satisfies Record<string, string>;
