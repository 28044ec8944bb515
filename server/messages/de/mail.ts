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
  'mail.email_code.subject': 'Ihr Code',
  'mail.email_code.sign_in': 'Jemand möchte sich bei {product} mit einem Code in Ihrem Konto anmelden. Hier ist er:',
  'mail.email_code.step_up':
    'Jemand, der in Ihrem Konto bei {product} angemeldet ist, wurde um einen Code gebeten. Hier ist er:',
  'mail.email_code.code': '{code}',
  'mail.email_code.action': 'Anmelden',
  'mail.email_code.once': 'Er gilt einmal, {lifetime} lang, in dem Browser, in dem er angefordert wurde.',
  'mail.email_code.not_you':
    'Geben Sie diesen Code niemandem, der danach fragt: Damit käme man in Ihr Konto. Von {product} fragt Sie nie jemand danach. Wenn Sie das nicht waren, ignorieren Sie diese Nachricht.',
  'mail.recover_factors.subject': 'Authenticator-App und Passkeys entfernen',
  'mail.recover_factors.text':
    'Jemand hat angegeben, jede Authenticator-App, jeden Passkey und jeden Wiederherstellungscode Ihres Kontos bei {product} verloren zu haben.',
  'mail.recover_factors.wait':
    'Wenn Sie das waren, beginnen Sie hier. Nach {delay} entfernt derselbe Link sie und beendet jede Sitzung. Heben Sie diese Nachricht so lange auf.',
  'mail.recover_factors.action': 'Beginnen',
  'mail.recover_factors.begin': 'Öffnen Sie diesen Link innerhalb von {lifetime}, um die Wartezeit zu beginnen.',
  'mail.factor_recovery_begun.subject': 'Ihre Authenticator-App und Ihre Passkeys werden entfernt',
  'mail.factor_recovery_begun.text':
    'Am {time} wollte jemand mit Zugang zum Postfach Ihres Kontos bei {product} die Authenticator-App und alle Passkeys dieses Kontos entfernen. Nach dem {end} ist das möglich.',
  'mail.factor_recovery_begun.advice':
    'Wenn Sie das nicht waren, stoppen Sie es: Melden Sie sich mit einem davon oder mit einem Wiederherstellungscode an, oder gehen Sie auf Ihre Kontoseite. Ändern Sie dann das Passwort Ihres Postfachs.',
  'mail.factor_recovery_ended.subject': 'Ihre Authenticator-App und Ihre Passkeys bleiben',
  'mail.factor_recovery_ended.text':
    'Am {time} wurde gestoppt, dass die Authenticator-App und die Passkeys Ihres Kontos bei {product} entfernt werden: Etwas davon wurde benutzt, oder jemand, der angemeldet ist, hat es gestoppt.',
  'mail.factors_recovered.subject': 'Ihre Authenticator-App und Ihre Passkeys wurden entfernt',
  'mail.factors_recovered.text':
    'Am {time} wurden die Authenticator-App und alle Passkeys Ihres Kontos bei {product} entfernt, wie per E-Mail verlangt. Jede Sitzung und jedes Token ist beendet.',
  'mail.confirm_address.subject': 'Bestätigen Sie Ihre neue E-Mail-Adresse',
  'mail.confirm_address.text':
    'Jemand möchte diese E-Mail-Adresse für das Konto bei {product} verwenden, das jetzt die Adresse {former} hat. Bestätigen Sie, dass die Adresse und das Konto Ihnen gehören.',
  'mail.confirm_address.action': 'Diese Adresse verwenden',
  'mail.confirm_address.not_you':
    'Wenn das nicht Ihr Konto ist, bestätigen Sie nicht: Jemand anderes kennt das Passwort dazu.',
  'mail.address_in_use.subject': 'Sie haben bereits ein Konto',
  'mail.address_in_use.text':
    'Jemand wollte diese E-Mail-Adresse für ein anderes Konto bei {product} verwenden. Ein Konto hat diese Adresse bereits oder hatte sie bis vor kurzem; es wurde nichts geändert.',
  'mail.address_changed.subject': 'Ihre E-Mail-Adresse wurde geändert',
  'mail.address_changed.text':
    'Am {time} wurde die E-Mail-Adresse Ihres Kontos bei {product} in {address} geändert. Nachrichten zum Konto gehen ab jetzt dorthin.',
  'mail.address_changed.not_you':
    'Wenn Sie das nicht waren, machen Sie die Änderung jetzt rückgängig. Das Konto erhält diese Adresse zurück und ein neues Passwort, und alle Sitzungen und Tokens enden.',
  'mail.address_changed.action': 'Änderung rückgängig machen',
  'mail.address_restored.subject': 'Eine Änderung Ihrer E-Mail-Adresse wurde rückgängig gemacht',
  'mail.address_restored.text':
    'Am {time} wurde die Änderung von der früheren E-Mail-Adresse aus rückgängig gemacht. Das Konto bei {product} hat wieder jene Adresse, und diese gehört nicht mehr dazu.',
  'mail.account_deleted.subject': 'Ihr Konto wurde gelöscht',
  'mail.account_deleted.text':
    'Ihr Konto bei {product} wurde am {time} gelöscht. Alle Sitzungen und Tokens sind beendet. Am {end} wird es mit allem, was dazu gehört, endgültig entfernt.',
  'mail.account_deleted.restore':
    'Bis dahin können Sie es wiederherstellen: mit diesem Link oder indem Sie sich anmelden.',
  'mail.account_deleted.action': 'Mein Konto wiederherstellen',
  'mail.invitation.subject': 'Einladung zu {workspace}',
  'mail.invitation.text': '{inviter} hat Sie als {role} zu {workspace} bei {product} eingeladen.',
  'mail.invitation.text_unnamed': 'Sie wurden als {role} zu {workspace} bei {product} eingeladen.',
  'mail.invitation.action': 'Einladung annehmen',
  'mail.invitation.decline': 'Wenn Sie nicht beitreten möchten, können Sie ablehnen',
  'mail.invitation.until': 'Dieser Link funktioniert nur einmal und ist bis {time} gültig.',
  'mail.policy_set.subject': '{workspace} verlangt einen zweiten Faktor',
  'mail.policy_set.factor':
    '{workspace} bei {product} verlangt von seinen Mitgliedern ab {time}, sich mit einem zweiten Faktor anzumelden. Richten Sie bis dahin eine Authenticator-App oder einen Passkey für Ihr Konto ein.',
  'mail.policy_set.passkey':
    '{workspace} bei {product} verlangt von seinen Mitgliedern ab {time}, sich mit einem Passkey anzumelden. Richten Sie bis dahin einen Passkey für Ihr Konto ein.',
  'mail.installation_policy_set.subject': '{product} verlangt einen zweiten Faktor',
  'mail.installation_policy_set.factor':
    '{product} verlangt von allen ab {time}, sich mit einem zweiten Faktor anzumelden. Richten Sie bis dahin eine Authenticator-App oder einen Passkey für Ihr Konto ein: Ohne kommen Sie in keinen Arbeitsbereich.',
  'mail.installation_policy_set.passkey':
    '{product} verlangt von allen ab {time}, sich mit einem Passkey anzumelden. Richten Sie bis dahin einen Passkey für Ihr Konto ein: Ohne kommen Sie in keinen Arbeitsbereich.',
  'mail.policy_set.action': 'Konto öffnen',
  'mail.policy_waived.subject': 'Einen Tag lang kommen Sie ohne zweiten Faktor in {workspace}',
  'mail.policy_waived.text':
    'Am {time} hat die Verwaltung von {workspace} bei {product} Ihnen erlaubt, dort bis {end} ohne den zweiten Faktor zu arbeiten, den der Arbeitsbereich verlangt.',
  'mail.policy_waived.not_you':
    'Wenn Sie nicht darum gebeten haben, sagen Sie es der Verwaltung des Arbeitsbereichs: Vielleicht kennt jemand Ihr Passwort.',
  'mail.webhook_disabled.subject': 'Ein Webhook von {workspace} wurde abgeschaltet',
  'mail.webhook_disabled.gone':
    'Der Webhook von {workspace} bei {product}, der zu {host} führt, wurde am {time} abgeschaltet: Der Empfänger hat geantwortet, dass es ihn nicht mehr gibt (410).',
  'mail.webhook_disabled.failing':
    'Der Webhook von {workspace} bei {product}, der zu {host} führt, wurde am {time} abgeschaltet: Der Empfänger hat drei Tage lang kein Ereignis angenommen.',
  'mail.webhook_disabled.behind':
    'Der Webhook von {workspace} bei {product}, der zu {host} führt, wurde am {time} abgeschaltet: Mehr als zehntausend Ereignisse haben auf den Empfänger gewartet.',
  'mail.webhook_disabled.next':
    'Dorthin werden keine Ereignisse mehr gesendet. Sobald der Empfänger wieder funktioniert, schalten Sie den Webhook ein: Was in der Zwischenzeit geschehen ist, wird nicht gesendet, steht aber in der Liste der Ereignisse.',
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
  'mail.factor_added.subject': 'Eine Authenticator-App oder ein Passkey wurde hinzugefügt',
  'mail.factor_added.text':
    'Am {time} wurde Ihrem Konto bei {product} eine Authenticator-App oder ein Passkey hinzugefügt. Seitdem genügt das Passwort allein nicht zur Anmeldung.',
  'mail.factor_removed.subject': 'Eine Authenticator-App oder ein Passkey wurde entfernt',
  'mail.factor_removed.text':
    'Am {time} wurde eine Authenticator-App oder ein Passkey von Ihrem Konto bei {product} entfernt. Damit meldet sich niemand mehr an.',
  'mail.factor_off.subject': 'Zu viele falsche Codes',
  'mail.factor_off.text':
    'Die Authenticator-App Ihres Kontos bei {product} ist seit dem {time} abgeschaltet, nach 100 falschen Codes hintereinander: Vielleicht kennt jemand Ihr Passwort. Benutzen Sie einen Wiederherstellungscode, und richten Sie die App neu ein.',
  'mail.recovery_code_used.subject': 'Ein Wiederherstellungscode wurde benutzt',
  'mail.recovery_code_used.text':
    'Am {time} wurde ein Wiederherstellungscode Ihres Kontos bei {product} benutzt. Er gilt nicht noch einmal.',
  'mail.recovery_codes_renewed.subject': 'Neue Wiederherstellungscodes',
  'mail.recovery_codes_renewed.text':
    'Am {time} wurden für Ihr Konto bei {product} neue Wiederherstellungscodes erstellt. Die früheren gelten nicht mehr.',
};
