/** Second factors: signing in with a code, confirming who one is, authenticator apps, recovery codes. */
export const factors = {
  'second_factor.title': 'Code eingeben',
  'second_factor.title_with_passkey': 'Passkey oder Code verwenden',
  'second_factor.wrong_code':
    'Dieser Code stimmt nicht oder wurde schon benutzt. Geben Sie den nächsten ein, den Ihre App zeigt, oder einen anderen Wiederherstellungscode.',
  'second_factor.missing_code': 'Geben Sie den Code ein.',
  'field.code': 'Code',
  'field.code_hint': 'Die sechs Ziffern aus Ihrer Authenticator-App oder einer Ihrer Wiederherstellungscodes.',

  'second_factor.with_passkey': 'Mit einem Passkey weiter',

  'passkey.title': 'Passkey hinzufügen',
  'passkey.text':
    'Ein Passkey liegt auf Ihrem Gerät oder einem Sicherheitsschlüssel. Sie melden sich mit Fingerabdruck, Gesicht oder PIN an, und keine andere Website kann ihn benutzen.',
  'passkey.name': 'Name des Passkeys',
  'passkey.name_hint': 'Damit Sie ihn von anderen unterscheiden.',
  'passkey.add': 'Passkey hinzufügen',
  'passkey.rename': 'Passkey benennen',
  'passkey.save_name': 'Namen speichern',
  'passkey.sign_in': 'Mit einem Passkey anmelden',
  'passkey.needs_script':
    'Ein Passkey braucht JavaScript, das in diesem Browser ausgeschaltet ist. Alles andere geht auch ohne.',
  'passkey.failed':
    'Das hat nicht geklappt oder wurde abgebrochen. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
  'passkey.refused':
    'Dieser Passkey genügt allein nicht zur Anmeldung. Melden Sie sich mit Ihrem Passwort an, oder fügen Sie den Passkey Ihrem Konto neu hinzu.',
  'passkey.not_added': 'Dieser Passkey wurde schon hinzugefügt, oder Sie haben zu viele.',

  'step_up.lift':
    'Geben Sie Ihr Passwort ein und benutzen Sie den Passkey, mit Fingerabdruck, Gesicht oder PIN. Danach genügt er allein zur Anmeldung.',
  'step_up.with_passkey': 'Mit einem Passkey bestätigen',
  'step_up.lost_passkey': 'Ohne den Passkey',
  'step_up.lost_passkey_text':
    'Mit einem Wiederherstellungscode können Sie einen verlorenen Passkey entfernen und einen neuen hinzufügen.',
  'factor_missing.heading': 'Für diesen Arbeitsbereich brauchen Sie eine stärkere Anmeldung',
  'factor_missing.factor':
    'Melden Sie sich dafür mit einem zweiten Faktor an: mit einer Authenticator-App oder einem Passkey.',
  'factor_missing.passkey': 'Melden Sie sich dafür mit einem Passkey an.',
  'factor_missing.back': 'Wenn Sie ihn für Ihr Konto eingerichtet haben, kommen Sie zum Arbeitsbereich zurück.',
  'factor_missing.add_authenticator': 'Authenticator-App einrichten',
  'factor_missing.add_passkey': 'Passkey einrichten',
  'step_up.title': 'Bestätigen Sie, dass Sie es sind',
  'step_up.text': 'Bevor es weitergeht, bestätigen Sie noch einmal, wer Sie sind.',
  'step_up.elsewhere':
    'Bevor es weitergeht, melden Sie sich noch einmal an, um zu bestätigen, wer Sie sind. Genügt das nicht, legen Sie ein Passwort fest, und melden Sie sich damit an.',
  'step_up.wrong': 'Passwort, Code oder Passkey stimmt nicht, oder der Code wurde schon benutzt.',
  'step_up.wrong_code': 'Passwort oder Code stimmt nicht, oder der Code wurde schon benutzt.',
  'step_up.wrong_password': 'Das Passwort ist falsch.',
  'step_up.mailed': 'Wir haben ihn an {address} geschickt. Er gilt einmal, zehn Minuten lang, in diesem Browser.',
  'step_up.missing': 'Füllen Sie alle Felder aus.',

  'authenticator.title': 'Authenticator-App',
  'authenticator.text':
    'Eine App auf Ihrem Telefon zeigt alle 30 Sekunden einen neuen Code. Ist sie eingerichtet, melden Sie sich mit Passwort und Code an.',
  'authenticator.begin': 'App einrichten',
  'authenticator.scan': 'Scannen Sie das mit Ihrer Authenticator-App, und geben Sie den Code ein, den sie zeigt.',
  'authenticator.qr': 'QR-Code für eine Authenticator-App',
  'authenticator.by_hand': 'Oder geben Sie diesen Schlüssel in der App ein: <code>{secret}</code>',
  'authenticator.wrong_code': 'Dieser Code stimmt nicht. Geben Sie den ein, den die App jetzt zeigt.',
  'authenticator.code_hint': 'Die sechs Ziffern, die die App gerade zeigt.',
  'authenticator.confirm': 'Einschalten',

  'recovery.title': 'Ihre Wiederherstellungscodes',
  'recovery.text':
    'Bewahren Sie diese Codes dort auf, wo Sie sie ohne Ihr Telefon finden. Wir können sie nicht noch einmal zeigen. Verlieren Sie Telefon oder Schlüssel und die Codes, kommen Sie nur noch per E-Mail und nach einer Wartezeit in Ihr Konto.',
  'recovery.once': 'Jeder Code gilt einmal, anstelle eines Codes aus der App oder eines Passkeys.',
  'recovery.kept': 'Ich habe sie gespeichert',

  'account.factors': 'Anmeldung in zwei Schritten',
  'account.no_factors': 'Aus. Sie melden sich in einem Schritt an.',
  'account.add_passkey': 'Passkey hinzufügen',
  'account.lift': 'Allein anmelden lassen',
  'account.lift_of': '{name} allein anmelden lassen',
  'account.passkey_synced': 'seit {day}, auf andere Geräte übertragen',
  'account.passkey_beside': 'seit {day}, nur mit Ihrem Passwort',
  'account.rename': 'Umbenennen',
  'account.rename_of': '{name} umbenennen',
  'account.remove_of': '{name} entfernen',
  'account.add_factor': 'Authenticator-App hinzufügen',
  'account.authenticator': 'Authenticator-App',
  'account.factor_off': 'nach zu vielen falschen Codes abgeschaltet: Entfernen Sie sie, und richten Sie sie neu ein',
  'account.remove': 'Entfernen',
  'account.remove_factor': 'Authenticator-App entfernen',
  'account.recovery_codes': 'Wiederherstellungscodes',
  'account.recovery_codes_left': '{count, plural, one {noch #} other {noch #}}',
  'account.renew': 'Neue erstellen',
  'account.renew_recovery_codes': 'Neue erstellen: Wiederherstellungscodes',
  'notice.factor': 'Die Anmeldung in zwei Schritten ist eingeschaltet.',
  'notice.passkey': 'Der Passkey wurde hinzugefügt.',
  'notice.passkey_lifted': 'Der Passkey genügt jetzt allein zur Anmeldung.',
  'recovery.lost': 'Ich habe alle verloren',
  'recovery.lost_title': 'Authenticator-App, Passkeys und Wiederherstellungscodes verloren?',
  'recovery.lost_text':
    'Wir schicken Ihnen einen Link, mit dem eine Wartezeit von einigen Tagen beginnt, und benachrichtigen alle Ihre Adressen. Danach entfernt derselbe Link Authenticator-App, Passkeys und Codes und beendet jede Sitzung. Wird vorher etwas davon benutzt, wird nichts entfernt.',
  'recovery.requested':
    'Wenn es zu {email} ein Konto mit Anmeldung in zwei Schritten gibt, haben wir eine Nachricht dorthin geschickt. Öffnen Sie den Link darin, um zu beginnen.',
  'recovery.remove': 'Verlorenes entfernen',
  'recovery.remove_text':
    'Beim ersten Mal beginnt die Wartezeit. Danach entfernt dies die Authenticator-App, alle Passkeys und Wiederherstellungscodes und beendet jede Sitzung und jedes Token. Ihr Passwort bleibt.',
  'recovery.remove_submit': 'Weiter',
  'recovery.begun': 'Die Wartezeit hat begonnen',
  'recovery.begun_text': 'Öffnen Sie denselben Link nach dem {time} noch einmal. Er gilt von da an sieben Tage.',
  'recovery.done': 'Die Anmeldung in zwei Schritten ist aus',
  'recovery.done_text':
    'Melden Sie sich mit Ihrem Passwort an, und richten Sie eine andere Authenticator-App oder einen anderen Passkey ein.',
  'recovery.pending': 'Jemand möchte Ihre Authenticator-App und Ihre Passkeys entfernen',
  'recovery.pending_text':
    'Ab dem {day} entfernt sie ein Link, der an Sie geschickt wurde, und beendet jede Sitzung. Wenn Sie das nicht waren, stoppen Sie es jetzt, und ändern Sie das Passwort Ihres Postfachs.',
  'recovery.end': 'Stoppen',
  'notice.recovery_ended': 'Gestoppt: Ihre Authenticator-App und Ihre Passkeys bleiben.',
  'notice.passkey_named': 'Der Name des Passkeys wurde gespeichert.',
  'notice.factor_removed': 'Entfernt. Bei der Anmeldung wird nicht mehr danach gefragt.',
};
