import type { consent as english } from '../en/consent.ts';

/** An application asks for access. */
export const consent: Readonly<Record<keyof typeof english, string>> = {
  'consent.title': 'Zugriff erlauben',
  'consent.heading': '{client} möchte auf Ihr Konto zugreifen',
  'consent.signed_in': 'Sie sind als <b>{user}</b> angemeldet. Wenn Sie es erlauben, kann <b>{client}</b>:',
  'consent.openid': 'erfahren, wer Sie sind',
  'consent.profile': 'Ihren Namen sehen',
  'consent.email': 'Ihre E-Mail-Adresse sehen',
  'consent.offline_access': 'diesen Zugriff behalten, wenn Sie die Anwendung nicht benutzen',
  'consent.within_role': '<code>{scope}</code>, soweit Ihre Rolle es erlaubt',
  'consent.which_workspace': 'In welchem Arbeitsbereich?',
  'consent.in_workspace': 'Im Arbeitsbereich <b>{workspace}</b>.',
  'consent.allow': 'Erlauben',
  'consent.deny': 'Ablehnen',
  'consent.destination':
    'Danach geht es weiter zu <code>{destination}</code>. Auf Ihrer Kontoseite können Sie den Zugriff jederzeit zurücknehmen.',
  'consent.choose_workspace': 'Wählen Sie einen Arbeitsbereich.',
  'consent.workspace_heading': 'Wählen Sie einen Arbeitsbereich für {client}',
  'consent.workspace_for': 'Sie sind als <b>{user}</b> angemeldet.',
  'consent.more_workspaces': 'Weitere Arbeitsbereiche anzeigen',
  'request_ended.heading': 'Diese Anfrage ist abgelaufen',
  'request_ended.text':
    'Sie wurde schon beantwortet, hat zu lange gedauert oder wurde in einem anderen Browser begonnen. Gehen Sie zurück zur Anwendung, und versuchen Sie es noch einmal.',
  'request_refused.heading': 'Diese Anfrage kann nicht bearbeitet werden',
  'request_refused.unknown_client': 'Die Anwendung, von der Sie kommen, ist nicht registriert.',
  'request_refused.redirect_uri_missing': 'Die Anwendung hat nicht angegeben, wohin die Antwort gehen soll.',
  'request_refused.redirect_uri_mismatch':
    'Die Anwendung, von der Sie kommen, wollte die Antwort an eine Adresse, die nicht für sie registriert ist.',
};
