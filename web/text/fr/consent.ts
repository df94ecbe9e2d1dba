import type { consent as English } from '../en/consent.ts'
import { translation } from '../message.ts'

export const consent = translation<typeof English>()({
  'consent.title': '{client} souhaite accéder à votre compte',
  'consent.account': 'Vous êtes connecté à {product} en tant que {name}.',
  'consent.will': '{client} pourra :',
  'consent.scope.openid': 'Reconnaître votre compte',
  'consent.scope.profile': 'Voir votre nom, votre nom d’utilisateur et votre photo',
  'consent.scope.email': 'Voir votre adresse e-mail',
  'consent.scope.role': 'Voir votre rôle',
  'consent.scope.offline_access': 'Conserver l’accès après votre déconnexion',
  'consent.resource': 'Utiliser {resource} en votre nom',
  'consent.identify': 'Savoir que vous avez un compte ici',
  'consent.document':
    'L’application se décrit elle-même sur {host}. Aucun administrateur de {product} ne l’a vérifiée.',
  'consent.return':
    'Vous retournerez ensuite à {host}. Continuez uniquement si cette adresse vous inspire confiance.',
  'consent.allow': 'Autoriser',
  'consent.allowing': 'Un instant…',
  'consent.deny': 'Refuser',
  'consent.not_you': 'Vous n’êtes pas {name} ?',
  'consent.proof.title': 'Confirmez votre identité',
  'consent.proof.lead': '{client} vous demande de confirmer votre identité avant de continuer.',
  'consent.unusable.title': 'Cette application ne peut pas être utilisée',
  'consent.unusable.lead':
    '{product} n’a pas pu utiliser la description de l’application sur {host}. Réessayez dans une minute ou contactez l’éditeur de l’application.',
  'consent.unusable.code': 'Erreur : {code}',
  'consent.device.title': 'Connecter un appareil',
  'consent.device.code': 'Code sur votre appareil',
  'consent.device.code_hint': 'Huit lettres, par exemple WDJB-MJHT.',
  'consent.device.from': 'La demande vient de {client}.',
  'consent.device.from_app': 'La demande vient de {client} ({hosts}).',
  'consent.device.requested': 'Elle a été faite le {time} depuis le réseau {network}.',
  'consent.device.same_network': 'Ce navigateur est sur le même réseau.',
  'consent.device.other_network': 'Ce navigateur est sur un autre réseau.',
  'consent.device.compare':
    'Avez-vous lancé cette opération sur votre appareil, et affiche-t-il ce code ?',
  'consent.device.warning':
    'Si quelqu’un vous a envoyé ce code ou un lien vers cette page, choisissez « Refuser » : cette personne obtiendrait l’accès à votre compte.',
  'consent.device.allow': 'Oui, autoriser',
  'consent.device.allowed': 'Votre appareil est connecté',
  'consent.device.allowed_lead': 'Vous pouvez fermer cette page et continuer sur votre appareil.',
  'consent.device.denied': 'Rien n’a été autorisé',
  'consent.device.denied_lead':
    'L’appareil n’a pas accès à votre compte. Vous pouvez fermer cette page.',
  'consent.sign_out.title': 'Se déconnecter de {product} ?',
  'consent.sign_out.lead':
    '{client} vous a déconnecté. Vous êtes toujours connecté à {product} en tant que {name}.',
  'consent.sign_out.stay': 'Rester connecté',
})
