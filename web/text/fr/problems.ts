import type { problems as English } from '../en/problems.ts'
import { translation } from '../message.ts'

export const problems = translation<typeof English>()({
  'field.email': 'Saisissez une adresse e-mail valide, par exemple nom@example.com.',
  'field.other': 'Cette valeur n’est pas valide.',
  'field.password':
    'Ce mot de passe est trop facile à deviner, trop court ou trop long. Choisissez-en un autre.',
  'field.required': 'Remplissez ce champ.',
  'field.username': 'Utilisez uniquement des lettres, des chiffres et . _ -',

  'problem.account_disabled': 'Ce compte est désactivé.',
  'problem.account_not_found': 'Ce compte n’existe plus.',
  'problem.already_set_up':
    'La configuration est déjà terminée. Rechargez cette page pour vous connecter.',
  'problem.already_verified': 'Cette adresse e-mail est déjà vérifiée.',
  'problem.body_too_large': 'C’est trop volumineux pour être envoyé.',
  'problem.cannot_change_own_email':
    'Modifiez votre propre adresse e-mail sur votre page de sécurité.',
  'problem.cannot_delete_self': 'Supprimez votre propre compte sur votre page de sécurité.',
  'problem.cannot_disable_self': 'Vous ne pouvez pas désactiver votre propre compte.',
  'problem.cannot_remove_own_factor':
    'Supprimez votre propre second facteur sur votre page de sécurité.',
  'problem.client_has_document':
    'Cette application se décrit dans un document : elle ne peut pas être modifiée ici.',
  'problem.client_is_public': 'Une application publique n’a pas de secret.',
  'problem.client_not_found': 'Cette application a déjà été supprimée.',
  'problem.code_expired': 'Ce code a expiré. Demandez-en un nouveau.',
  'problem.cookie_refused':
    'Vous n’êtes pas connecté, car ce navigateur n’a pas conservé le cookie de session. Autorisez les cookies pour ce site et ouvrez-le en HTTPS.',
  'problem.cross_site_request':
    'Le navigateur a indiqué que cette requête venait d’un autre site. Rechargez cette page et réessayez.',
  'problem.current_password_incorrect': 'Mot de passe incorrect.',
  'problem.email_missing': 'Ce compte n’a pas d’adresse e-mail.',
  'problem.email_taken': 'Un compte existe déjà avec cette adresse e-mail.',
  'problem.factor_not_found': 'Ce compte n’a pas de second facteur.',
  'problem.forbidden':
    'Seuls les administrateurs peuvent faire cela. Vous n’êtes plus administrateur.',
  'problem.grant_not_found': 'Cette application n’a plus accès à votre compte.',
  'problem.internal_error': 'Une erreur s’est produite de notre côté. Réessayez.',
  'problem.invalid_code': 'Code incorrect. Saisissez le code du dernier e-mail reçu.',
  'problem.invalid_credentials': 'Adresse e-mail ou mot de passe incorrect.',
  'problem.invalid_input': 'Vérifiez votre saisie, puis réessayez.',
  'problem.invalid_second_factor':
    'Code incorrect. Saisissez le code actuel de votre application d’authentification ou un code de récupération inutilisé.',
  'problem.invalid_target': 'Ce service n’émet pas de jetons d’accès pour cette API.',
  'problem.invitation_invalid':
    'Cette invitation n’est pas valide ou a expiré. Demandez-en une nouvelle.',
  'problem.invitation_not_found': 'Cette invitation a déjà été révoquée.',
  'problem.invitations_closed':
    'Personne ne peut s’inscrire pour le moment, même avec une invitation.',
  'problem.last_admin':
    'Il faut au moins un administrateur. Nommez d’abord un autre compte administrateur.',
  'problem.last_passkey':
    'Cette clé d’accès est le seul moyen de vous connecter. Ajoutez-en une autre avant de la supprimer.',
  'problem.mail_unavailable':
    'Ce service ne peut pas envoyer d’e-mails. Contactez votre administrateur.',
  'problem.misconfigured':
    'Ce service n’est pas correctement configuré. Contactez votre administrateur.',
  'problem.no_changes': 'Il n’y a aucune modification à enregistrer.',
  'problem.other': 'Une erreur s’est produite. Rechargez cette page et réessayez.',
  'problem.overloaded': 'Le service est occupé. Réessayez dans un instant.',
  'problem.passkey_canceled': 'La demande de clé d’accès a été annulée ou a expiré. Réessayez.',
  'problem.passkey_exists': 'Cette clé d’accès a déjà été ajoutée.',
  'problem.passkey_invalid': 'La clé d’accès n’a pas été acceptée. Réessayez.',
  'problem.passkey_not_found': 'Cette clé d’accès a déjà été supprimée.',
  'problem.passkey_unknown':
    'Cette clé d’accès a été supprimée de son compte. Connectez-vous d’une autre façon.',
  'problem.passkeys_unavailable': 'Les clés d’accès ne sont pas disponibles ici.',
  'problem.password_change_required': 'Choisissez d’abord un nouveau mot de passe.',
  'problem.password_not_allowed':
    'Ce mot de passe est trop facile à deviner. Choisissez-en un autre.',
  'problem.passwords_off':
    'Il n’y a pas de mots de passe ici. Connectez-vous avec une clé d’accès.',
  'problem.rate_limiter_unavailable': 'Le service est indisponible. Réessayez dans un instant.',
  'problem.reauthentication_required':
    'Confirmez votre identité pour effectuer cette modification. Rien n’a été modifié.',
  'problem.registration_closed':
    'Les inscriptions sont fermées. Demandez une invitation à un administrateur.',
  'problem.request_changed': 'Cette demande a changé. Retournez dans l’application et réessayez.',
  'problem.reset_token_invalid':
    'Ce lien a expiré ou a déjà été utilisé. Voulez-vous en recevoir un nouveau ?',
  'problem.second_factor_mandatory':
    'Votre compte doit avoir un second facteur. Configurez-en un autre avant de supprimer celui-ci.',
  'problem.second_factor_missing': 'Configurez la validation en deux étapes pour continuer.',
  'problem.second_factor_required': 'Saisissez le code de votre application d’authentification.',
  'problem.session_not_found': 'Cette session est déjà terminée.',
  'problem.setup_token_invalid': 'Jeton de configuration incorrect.',
  'problem.sign_in_expired': 'Cette connexion a expiré. Connectez-vous à nouveau.',
  'problem.storage_unavailable': 'Le service est indisponible. Réessayez dans un instant.',
  'problem.too_many_clients':
    'Vous avez atteint la limite d’applications. Supprimez-en une d’abord.',
  'problem.too_many_invitations': 'Vous avez atteint la limite d’invitations.',
  'problem.too_many_mails': 'Trop d’e-mails demandés. Réessayez dans {time}.',
  'problem.too_many_passkeys': 'Vous avez atteint le nombre maximal de clés d’accès.',
  'problem.too_many_requests': 'Trop de tentatives. Réessayez dans {time}.',
  'problem.totp_expired': 'Cette configuration a expiré. Recommencez.',
  'problem.totp_not_found': 'Cette application d’authentification a déjà été supprimée.',
  'problem.unauthenticated':
    'Votre session est terminée. Rien n’a été modifié. Reconnectez-vous pour continuer.',
  'problem.unreachable': 'Le service est injoignable. Vérifiez votre connexion et réessayez.',
  'problem.user_code_invalid':
    'Ce code est incorrect, a expiré ou a été utilisé dans un autre navigateur. Obtenez un nouveau code sur votre appareil.',
  'problem.username_taken': 'Ce nom d’utilisateur est déjà pris.',
  'time.hours': { one: '{count} heure', other: '{count} heures' },
  'time.minutes': { one: '{count} minute', other: '{count} minutes' },
  'time.seconds': { one: '{count} seconde', other: '{count} secondes' },
})
