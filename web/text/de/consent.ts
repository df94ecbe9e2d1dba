import type { consent as English } from '../en/consent.ts'
import { translation } from '../message.ts'

export const consent = translation<typeof English>()({
  'consent.title': '{client} möchte auf Ihr Konto zugreifen',
  'consent.account': 'Sie sind bei {product} als {name} angemeldet.',
  'consent.will': '{client} kann dann:',
  'consent.scope.openid': 'Ihr Konto wiedererkennen',
  'consent.scope.profile': 'Ihren Namen, Benutzernamen und Ihr Bild sehen',
  'consent.scope.email': 'Ihre E-Mail-Adresse sehen',
  'consent.scope.role': 'Ihre Rolle sehen',
  'consent.scope.offline_access': 'Den Zugriff behalten, nachdem Sie sich abmelden',
  'consent.resource': '{resource} für Sie nutzen',
  'consent.identify': 'Wissen, dass Sie hier ein Konto haben',
  'consent.document':
    'Die App beschreibt sich selbst unter {host}. Bei {product} hat sie niemand geprüft.',
  'consent.return':
    'Danach kehren Sie zu {host} zurück. Fahren Sie nur fort, wenn Sie dieser Adresse vertrauen.',
  'consent.allow': 'Zulassen',
  'consent.allowing': 'Einen Moment…',
  'consent.deny': 'Ablehnen',
  'consent.not_you': 'Nicht {name}?',
  'consent.proof.title': 'Bestätigen Sie Ihre Identität',
  'consent.proof.lead': '{client} bittet Sie, vor dem Fortfahren Ihre Identität zu bestätigen.',
  'consent.unusable.title': 'Diese App kann nicht verwendet werden',
  'consent.unusable.lead':
    '{product} konnte die Beschreibung der App unter {host} nicht verwenden. Versuchen Sie es in einer Minute erneut, oder wenden Sie sich an den Anbieter der App.',
  'consent.unusable.code': 'Fehler: {code}',
  'consent.device.title': 'Gerät verbinden',
  'consent.device.code': 'Code auf Ihrem Gerät',
  'consent.device.code_hint': 'Acht Buchstaben, zum Beispiel WDJB-MJHT.',
  'consent.device.from': 'Die Anfrage kommt von {client}.',
  'consent.device.from_app': 'Die Anfrage kommt von {client} ({hosts}).',
  'consent.device.requested': 'Sie wurde am {time} aus dem Netzwerk {network} gestellt.',
  'consent.device.same_network': 'Dieser Browser ist im selben Netzwerk.',
  'consent.device.other_network': 'Dieser Browser ist in einem anderen Netzwerk.',
  'consent.device.compare':
    'Haben Sie dies auf Ihrem Gerät gestartet, und zeigt es diesen Code an?',
  'consent.device.warning':
    'Wenn Ihnen jemand diesen Code oder einen Link zu dieser Seite geschickt hat, wählen Sie „Ablehnen“: Diese Person bekäme sonst Zugriff auf Ihr Konto.',
  'consent.device.allow': 'Ja, zulassen',
  'consent.device.allowed': 'Ihr Gerät ist verbunden',
  'consent.device.allowed_lead': 'Sie können diese Seite schließen und auf Ihrem Gerät fortfahren.',
  'consent.device.denied': 'Nichts wurde zugelassen',
  'consent.device.denied_lead':
    'Das Gerät hat keinen Zugriff auf Ihr Konto. Sie können diese Seite schließen.',
  'consent.sign_out.title': 'Von {product} abmelden?',
  'consent.sign_out.lead':
    '{client} hat Sie abgemeldet. Bei {product} sind Sie weiterhin als {name} angemeldet.',
  'consent.sign_out.stay': 'Angemeldet bleiben',
})
