import type { mail as english } from '../en/mail.ts';

/** What is mailed. */
export const mail: Readonly<Record<keyof typeof english, string>> = {
  'mail.link_fallback': 'Wenn sich der Link nicht öffnen lässt, kopieren Sie diese Adresse in Ihren Browser:',
  'mail.works_once': 'Dieser Link funktioniert nur einmal und ist {lifetime} lang gültig.',
  'mail.ignore': 'Wenn Sie das nicht waren, können Sie diese Nachricht ignorieren.',
  'mail.reset_now': 'Wenn Sie das nicht waren, setzen Sie jetzt Ihr Passwort zurück. Das beendet alle Sitzungen.',
  'mail.device': 'Browser oder Programm, nach eigener Angabe: {device}',
  'mail.verify_email.subject': 'Bestätigen Sie Ihre E-Mail-Adresse',
  'mail.verify_email.text':
    'Mit dieser E-Mail-Adresse wurde ein Konto bei {product} erstellt. Bestätigen Sie, dass die Adresse Ihnen gehört.',
  'mail.verify_email.action': 'Meine Adresse bestätigen',
  'mail.verify_email.not_you':
    'Wenn Sie es nicht erstellt haben, bestätigen Sie nicht: Jemand anderes hat das Passwort gewählt.',
  'mail.already_registered.subject': 'Sie haben schon ein Konto',
  'mail.already_registered.text':
    'Jemand wollte mit dieser E-Mail-Adresse ein Konto bei {product} erstellen, aber Sie haben schon eines.',
  'mail.already_registered.if_you':
    'Wenn Sie das waren, wählen Sie ein neues Passwort. Das beendet alle Sitzungen des Kontos.',
  'mail.reset_password.subject': 'Setzen Sie Ihr Passwort zurück',
  'mail.reset_password.text': 'Jemand möchte das Passwort Ihres Kontos bei {product} zurücksetzen.',
  'mail.reset_password.action': 'Neues Passwort wählen',
  'mail.invitation.subject': 'Einladung zu {workspace}',
  'mail.invitation.text': '{inviter} hat Sie als {role} zu {workspace} bei {product} eingeladen.',
  'mail.invitation.text_unnamed': 'Sie wurden als {role} zu {workspace} bei {product} eingeladen.',
  'mail.invitation.action': 'Einladung annehmen',
  'mail.invitation.until': 'Dieser Link funktioniert nur einmal und ist bis {time} gültig.',
  'mail.password_changed.subject': 'Ihr Passwort wurde geändert',
  'mail.password_changed.text':
    'Das Passwort Ihres Kontos bei {product} wurde am {time} geändert. Ihre anderen Sitzungen sind beendet. Auf Ihrer Kontoseite steht, was noch Zugriff hat.',
  'mail.refresh_token_reused.subject': 'Eine Ihrer Sitzungen wurde beendet',
  'mail.refresh_token_reused.text':
    'Eine Sitzung Ihres Kontos bei {product} wurde am {time} beendet, weil einer ihrer Schlüssel zweimal benutzt wurde: Vielleicht hat jemand eine Kopie davon.',
  'mail.refresh_token_reused.advice':
    'Melden Sie sich wieder an. Wenn das noch einmal vorkommt, setzen Sie Ihr Passwort zurück.',
  'mail.new_sign_in.subject': 'Neue Anmeldung bei Ihrem Konto',
  'mail.new_sign_in.text':
    'Jemand hat sich am {time} bei Ihrem Konto bei {product} angemeldet, aus einem Netz, das Sie noch nicht benutzt haben: {network}.',
  'mail.identity_linked.subject': 'Ein neuer Anmeldeweg wurde verbunden',
  'mail.identity_linked.text':
    'Seit dem {time} kann man sich mit einem Konto bei {provider} bei Ihrem Konto bei {product} anmelden.',
  'mail.identity_linked.advice': 'Wenn Sie das nicht waren, trennen Sie die Verbindung auf Ihrer Kontoseite.',
};
