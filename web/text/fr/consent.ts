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
  'consent.sign_out.title': 'Se déconnecter de {product} ?',
  'consent.sign_out.lead':
    '{client} vous a déconnecté. Vous êtes toujours connecté à {product} en tant que {name}.',
  'consent.sign_out.stay': 'Rester connecté',
})
