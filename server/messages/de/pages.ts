import type { pages as english } from '../en/pages.ts';

/** What several pages say: links, fields and their faults, invitations, advice after a problem. */
export const pages: Readonly<Record<keyof typeof english, string>> = {
  'page.error': 'Fehler: {title}',
  'page.other_options': 'Weitere Möglichkeiten',
  'page.continue': 'Weiter',
  'page.one_moment': 'Einen Moment',
  'page.optional': '(optional)',
  'page.reference': 'Wenn das öfter vorkommt, nennen Sie diese Nummer: <code>{reference}</code>',
  'page.to_account': 'Ihr Konto',
  'page.back_to_account': 'Zurück zu Ihrem Konto',
  'page.back_to_sign_in': 'Zurück zur Anmeldung',
  'page.not_now': 'Jetzt nicht',
  'page.wait': 'Versuchen Sie es in {time} noch einmal.',

  'field.name': 'Name',
  'field.email': 'E-Mail-Adresse',
  'field.new_email': 'Neue E-Mail-Adresse',
  'field.password': 'Passwort',
  'field.new_password': 'Neues Passwort',
  'field.current_password': 'Aktuelles Passwort',
  'person.title': 'Sind Sie ein Mensch?',
  'person.text': 'Das fragen wir, bevor wir Ihnen eine E-Mail schicken.',
  'field.mailed_code': 'Code aus der E-Mail',
  'field.password_hint': 'Mindestens {least} Zeichen. Gut sind ein paar Wörter, die nichts miteinander zu tun haben.',
  'fault.name': 'Geben Sie einen Namen mit höchstens 200 Zeichen ein, oder lassen Sie das Feld leer.',
  'fault.email': 'Geben Sie eine E-Mail-Adresse ein, etwa ada@example.com.',
  'fault.email_unchanged': 'Das ist bereits Ihre E-Mail-Adresse.',
  'fault.password': 'Wählen Sie ein Passwort mit {least} bis 1.024 Zeichen.',
  'fault.current_password': 'Geben Sie Ihr aktuelles Passwort ein.',
  'fault.password_too_common': 'Dieses Passwort probieren Angreifer als Erstes aus. Wählen Sie ein anderes.',
  'fault.current_password_wrong': 'Das ist nicht Ihr aktuelles Passwort.',

  'link_expired.heading': 'Dieser Link ist abgelaufen oder wurde schon benutzt',
  'link_expired.text':
    'Vielleicht ist er auch unvollständig, oder Sie haben einen neueren bekommen. Nehmen Sie den neuesten.',
  'link_expired.another': 'Neuen Link anfordern',

  'invitation.title': 'Einladung annehmen',
  'invitation.signed_in':
    'Sie sind als <b>{email}</b> angemeldet. Wenn Sie annehmen, treten Sie dem Arbeitsbereich bei.',
  'invitation.signed_out':
    'Wenn Sie annehmen, treten Sie dem Arbeitsbereich bei. Sind Sie nicht angemeldet, werden Sie gebeten, sich anzumelden oder ein Konto zu erstellen.',
  'invitation.accept': 'Annehmen',
  'invitation.decline': 'Ablehnen',
  'invitation_accepted.heading': 'Sie sind dem Arbeitsbereich beigetreten',
  'invitation_accepted.text': 'Sie können ihn ab jetzt benutzen.',
  'invitation_declined.heading': 'Sie haben die Einladung abgelehnt',
  'invitation_declined.text':
    'Der Link gilt nicht mehr. Niemand wird benachrichtigt, aber die Verwaltung des Arbeitsbereichs kann es sehen.',
  'decline_invitation.title': 'Einladung ablehnen',
  'decline_invitation.text':
    'Die Einladung endet, und ihr Link gilt nicht mehr. Sind Sie nicht angemeldet, werden Sie dazu aufgefordert. Haben Sie kein Konto, können Sie die Nachricht ignorieren: Die Einladung läuft von selbst ab.',
  'decline_invitation.instead': 'Stattdessen annehmen',
  'invitation_expired.heading': 'Diese Einladung ist abgelaufen oder wurde schon benutzt',
  'invitation_expired.text':
    'Vielleicht wurde sie auch zurückgezogen, oder der Link ist unvollständig. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.',
  'invitation_for_another.title': 'Diese Einladung gilt für eine andere Adresse',
  'invitation_for_another.text':
    'Sie sind als <b>{email}</b> angemeldet. Melden Sie sich ab, und melden Sie sich dann mit der eingeladenen Adresse an, oder erstellen Sie ein Konto mit ihr.',
  'link_for_others.title': 'Diese Einladung gilt nicht für dieses Konto',
  'link_for_others.domain':
    'Sie sind als <b>{email}</b> angemeldet, und der Link gilt für Adressen von <b>{domain}</b>. Melden Sie sich ab, und melden Sie sich dann mit einer solchen Adresse an, oder erstellen Sie ein Konto mit ihr.',
  'link_for_others.workspace':
    'Sie sind als <b>{email}</b> angemeldet, und der Arbeitsbereich lädt keine Adressen dieser Domain ein. Melden Sie sich ab, und melden Sie sich dann mit einer anderen Adresse an.',
  'link_for_others.unverified':
    'Sie sind als <b>{email}</b> angemeldet. Bestätigen Sie zuerst diese Adresse, mit dem Link, den Sie per E-Mail bekommen haben; öffnen Sie dann die Einladung noch einmal.',
  'link_for_others.former':
    'Sie sind als <b>{email}</b> angemeldet und waren schon Mitglied dieses Arbeitsbereichs. Bitten Sie dessen Mitglieder um eine Einladung per E-Mail.',

  'human.needs_script': 'Diese Seite braucht JavaScript, um festzustellen, dass Sie ein Mensch sind.',

  'advice.failed': 'Das hat nicht geklappt',
  'advice.invalid_input':
    'In der Adresse oder im Formular fehlt etwas oder ist etwas falsch. Gehen Sie zurück, und versuchen Sie es noch einmal.',
  'advice.origin_not_allowed':
    'Diese Anfrage kam von einer fremden Seite, deshalb ist nichts geschehen. Öffnen Sie die Seite hier, und versuchen Sie es noch einmal.',
  'advice.session_ended': 'Ihre Sitzung ist beendet. Melden Sie sich wieder an.',
  'advice.not_found': 'Vielleicht wurde es schon entfernt.',
  'advice.outcome_unknown':
    'Vielleicht wurde Ihre Anfrage ausgeführt. Sehen Sie in Ihrem Konto nach, oder in Ihren E-Mails, wenn Sie eine erwarten, bevor Sie es noch einmal versuchen.',
  'advice.too_many_attempts': 'Zu viele Versuche.',
  'advice.server': 'Das liegt an uns. Versuchen Sie es gleich noch einmal.',
  'advice.back': 'Gehen Sie zurück, und versuchen Sie es noch einmal.',
};
