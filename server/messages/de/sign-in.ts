import type { signIn as english } from '../en/sign-in.ts';

/** Signing in, registering, confirming an address, resetting and changing a password. */
export const signIn: Readonly<Record<keyof typeof english, string>> = {
  'sign_in.title': 'Anmelden',
  'sign_in.to_continue': 'weiter zu <b>{client}</b>',
  'sign_in.with_provider': 'Weiter mit {provider}',
  'sign_in.or': 'oder',
  'sign_in.cancel': 'Abbrechen',
  'sign_in.forgot_password': 'Passwort vergessen?',
  'sign_in.create_account': 'Konto erstellen',
  'sign_in.invalid_credentials': 'E-Mail-Adresse oder Passwort ist falsch.',
  'sign_in.password_too_short':
    'Das ist Ihr Passwort, aber es ist zu kurz, um sich allein damit anzumelden. Wählen Sie ein neues: unten, über „Passwort vergessen?“.',
  'sign_in.invalid_input': 'Geben Sie Ihre E-Mail-Adresse und Ihr Passwort ein.',
  'sign_in.too_many_attempts': 'Zu viele Versuche.',
  'sign_in.overloaded': 'Der Dienst ist gerade ausgelastet. Versuchen Sie es gleich noch einmal.',

  'mailed_code.offer': 'Code per E-Mail schicken',
  'mailed_code.title': 'Mit einem Code anmelden',
  'mailed_code.ask_text': 'Wir schicken Ihnen per E-Mail einen Code, mit dem Sie sich anmelden.',
  'mailed_code.ask_submit': 'Code schicken',
  'mailed_code.enter': 'Prüfen Sie Ihr Postfach',
  'mailed_code.enter_text':
    'Wenn es zu der Adresse ein Konto gibt, haben wir einen Code dorthin geschickt. Er gilt einmal, zehn Minuten lang, in diesem Browser.',
  'mailed_code.another': 'Neuen Code schicken',
  'mailed_code.wrong': 'Der Code ist falsch. Fordern Sie nach fünf falschen einen neuen an.',
  'mailed_code.missing': 'Geben Sie die acht Zeichen aus der E-Mail ein.',
  'mailed_code.ended': 'Dieser Code gilt nicht mehr',
  'mailed_code.ended_text':
    'Er ist abgelaufen oder wurde schon benutzt, oder es wurden zu oft falsche Codes eingegeben.',
  'mailed_code.elsewhere': 'Gehen Sie zurück zu dem Browser, in dem Sie den Code angefordert haben',
  'mailed_code.elsewhere_text':
    'Ein Code gilt nur in dem Browser, in dem er angefordert wurde, zehn Minuten lang. Öffnen Sie den Link dort, oder geben Sie den Code dort ein. Wenn Sie keinen angefordert haben, schließen Sie diese Seite.',

  'register.title': 'Konto erstellen',
  'register.submit': 'Konto erstellen',
  'register.sign_in_instead': 'Stattdessen anmelden',
  'register.closed': 'Neue Konten gibt es nur auf Einladung.',
  'registered.heading': 'Prüfen Sie Ihr Postfach',
  'registered.text':
    'Wir haben eine Nachricht an {email} geschickt. Öffnen Sie den Link darin, um Ihre Adresse zu bestätigen.',

  'verify_email.title': 'E-Mail-Adresse bestätigen',
  'verify_email.text':
    'Bestätigen Sie nur, wenn Sie dieses Konto erstellt haben. Wenn es jemand anderes war, schließen Sie diese Seite.',
  'verify_email.submit': 'Meine Adresse bestätigen',
  'verified.heading': 'Ihre E-Mail-Adresse ist bestätigt',
  'verified.text': 'Sie können diese Seite schließen oder Ihr Konto öffnen.',
  'verified.already': 'Ihre E-Mail-Adresse ist schon bestätigt',

  'forgot_password.title': 'Passwort vergessen?',
  'forgot_password.text': 'Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort wählen können.',
  'forgot_password.submit': 'Link schicken',
  'reset_requested.heading': 'Prüfen Sie Ihr Postfach',
  'reset_requested.text':
    'Wenn es zu {email} ein Konto gibt, haben wir eine Nachricht dorthin geschickt. Öffnen Sie den Link darin, um ein neues Passwort zu wählen.',
  'reset_password.title': 'Neues Passwort wählen',
  'reset_password.text':
    'Das beendet alle Ihre Sitzungen auf allen Geräten, widerruft den Zugriff von Anwendungen und macht Einladungen ungültig, die Sie verschickt haben.',
  'reset_password.keep_tokens': 'Meine persönlichen Zugriffstokens behalten',
  'reset_password.keep_tokens_hint': '(nur, wenn niemand sonst eines erstellt oder gesehen haben kann)',
  'reset_password.submit': 'Passwort speichern',
  'password_reset.heading': 'Ihr Passwort wurde geändert',
  'password_reset.text': 'Alle Ihre Sitzungen sind beendet. Melden Sie sich mit dem neuen Passwort an.',
  'change_password.title': 'Passwort ändern',
  'change_password.text': 'Das beendet alle Ihre anderen Sitzungen auf allen Geräten.',

  'provider.failed': 'Die Anmeldung hat nicht geklappt',
  'provider.failed_with': 'Die Anmeldung mit {provider} hat nicht geklappt',
  'provider.link_refused':
    'Die gleiche E-Mail-Adresse reicht nicht aus, um {provider} mit einem Konto zu verbinden. Wenn Sie ein Konto haben, melden Sie sich dort an, und verbinden Sie {provider} auf Ihrer Kontoseite.',
  'provider.registration_closed':
    'Mit {provider} ist kein Konto verbunden, und neue Konten gibt es nur auf Einladung. Wenn Sie ein Konto haben, melden Sie sich dort an, und verbinden Sie {provider} auf Ihrer Kontoseite.',
  'provider.email_required': '{provider} hat Ihre E-Mail-Adresse nicht mitgeteilt, und ein Konto braucht eine.',
  'provider.denied': 'Mit diesem Anbieter können Sie sich nicht anmelden.',
  'provider.throttled': 'Zu viele Versuche aus Ihrem Netz. Versuchen Sie es später noch einmal.',
  'provider.ended':
    'Diese Anmeldung ist abgelaufen, schon abgeschlossen oder wurde in einem anderen Browser begonnen. Versuchen Sie es noch einmal.',
  'provider.login_failed':
    '{provider} hat nicht bestätigt, wer Sie sind. Versuchen Sie es noch einmal, oder melden Sie sich anders an.',
  'provider.provider_unavailable': '{provider} ist gerade nicht erreichbar. Versuchen Sie es gleich noch einmal.',
  'provider.this_provider': 'Der Anbieter',
  'sign_out.heading': 'Abmelden?',
  'sign_out.asked_by': '<b>{client}</b> bittet Sie, sich hier abzumelden.',
  'sign_out.signed_in': 'Sie sind als <b>{user}</b> angemeldet.',
  'sign_out.stay': 'Angemeldet bleiben',
  'sign_out.destination': 'Wenn Sie sich abmelden, geht es weiter zu <code>{destination}</code>.',
  'signed_out.heading': 'Sie sind abgemeldet',
  'signed_out.text': 'Diese Sitzung ist beendet.',
  'signed_out.again': 'Wieder anmelden',
  'signed_out.back_to': 'Die Anwendung, von der Sie kommen, ist unter {destination} zu finden.',
  'signed_out.go_back': 'Zurück zur Anwendung',
  'still_signed_in.heading': 'Sie sind weiterhin angemeldet',
  'still_signed_in.text': 'Es wurde nichts geändert.',
  'logout_ended.text':
    'Sie wurde schon beantwortet, hat zu lange gedauert oder wurde in einem anderen Browser begonnen.',
  'logout_refused.heading': 'Diese Aufforderung zum Abmelden kann nicht bearbeitet werden',
  'logout_refused.hint_refused': 'Die Anwendung hat kein gültiges ID-Token gesendet.',
  'logout_refused.unknown_client': 'Die Anwendung, von der Sie kommen, ist nicht registriert.',
  'logout_refused.client_missing': 'Die Anwendung, von der Sie kommen, hat nicht angegeben, wer sie ist.',
  'logout_refused.redirect_uri_mismatch':
    'Die Anwendung, von der Sie kommen, will Sie an eine Adresse schicken, die nicht für sie registriert ist.',
  'logout_refused.repeated': 'Die Anfrage wiederholt einen Parameter oder enthält einen, der zu lang ist.',
  'logout_refused.still_signed_in': 'Wenn Sie angemeldet waren, sind Sie es noch.',
};
