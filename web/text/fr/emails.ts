import type { emails as English } from '../en/emails.ts'
import { translation } from '../message.ts'

export const emails = translation<typeof English>()({
  'email.when': 'Quand',
  'email.where': 'Où',
  'email.device': 'Appareil',
  'email.device.on': '{browser} sur {system}',
  'email.unknown': 'Inconnu',
  'email.by': 'Par',
  'email.by.administrator': 'Un administrateur',

  'email.link': 'Le bouton ne fonctionne pas ? Copiez ce lien dans votre navigateur :',
  'email.contact': 'Si ce n’était pas vous, contactez {contact}.',
  'email.unexpected': 'Si vous ne vous y attendiez pas, contactez {contact}.',
  'email.contact.administrator': 'votre administrateur',
  'email.account': 'Vérifier votre compte',
  'email.footer': 'Envoyé par {product} à {email}.',
  'email.questions': 'Des questions ? Contactez {contact}.',

  'email.reset.subject': 'Réinitialisez votre mot de passe {product}',
  'email.reset.text':
    'Quelqu’un a demandé à réinitialiser le mot de passe de {email}. Si c’était vous, choisissez-en un nouveau.',
  'email.reset.button': 'Choisir un nouveau mot de passe',
  'email.reset.expires': 'Le lien fonctionne une seule fois et expire {time}.',
  'email.reset.not_you':
    'Si ce n’était pas vous, ignorez cet e-mail. Votre mot de passe n’a pas changé.',
  'email.recover.subject': 'Connectez-vous à {product} et ajoutez une clé d’accès',
  'email.recover.text':
    'Quelqu’un a demandé un lien pour se connecter en tant que {email}. Si c’est vous, utilisez-le pour vous connecter et ajouter une nouvelle clé d’accès.',
  'email.recover.button': 'Se connecter',

  'email.code.subject': '{code} est votre code {product}',
  'email.code.heading': 'Vérifiez votre adresse e-mail',
  'email.code.text': 'Saisissez ce code pour vérifier {email}.',
  'email.code.expires':
    'Le code fonctionne une seule fois et expire {time}. Ne le communiquez à personne.',
  'email.code.not_you': 'Si vous n’avez pas demandé de code, ignorez cet e-mail.',

  'email.new_address.heading': 'Confirmez votre nouvelle adresse e-mail',
  'email.new_address.text': 'Saisissez ce code pour utiliser {email} avec votre compte {product}.',

  'email.password_changed.subject': 'Votre mot de passe {product} a été modifié',
  'email.password_changed.text':
    'Le mot de passe de {email} a été modifié et les autres appareils ont été déconnectés.',
  'email.password_changed.button': 'Réinitialiser le mot de passe',
  'email.password_changed.not_you':
    'Si ce n’était pas vous, réinitialisez votre mot de passe maintenant.',

  'email.email_changed.subject': 'Votre adresse e-mail {product} a été modifiée',
  'email.email_changed.text':
    'L’adresse e-mail de votre compte a été modifiée et les autres appareils ont été déconnectés.',

  'email.email_in_use.subject': 'Votre adresse e-mail est déjà utilisée',
  'email.email_in_use.text':
    'Quelqu’un, peut-être vous, a voulu utiliser {email} pour un autre compte {product}. Cette adresse appartient déjà à votre compte.',
  'email.email_in_use.advice':
    'Pour l’utiliser avec l’autre compte, modifiez d’abord l’adresse e-mail de ce compte ou supprimez ce compte.',
  'email.email_in_use.not_you': 'Si ce n’était pas vous, ignorez cet e-mail. Rien n’a changé.',

  'email.account_deleted.subject': 'Votre compte {product} a été supprimé',
  'email.account_deleted.text': 'Votre compte et toutes ses données ont été supprimés.',

  'email.account_disabled.subject': 'Votre compte {product} a été désactivé',
  'email.account_disabled.text':
    'Votre compte a été désactivé depuis un appareil connecté et tous les appareils ont été déconnectés. Un administrateur peut le réactiver.',

  'email.new_device.subject': 'Nouvelle connexion à votre compte {product}',
  'email.new_device.text': 'Quelqu’un s’est connecté en tant que {email} sur un nouvel appareil.',
  'email.new_device.button': 'Vérifier vos appareils',
  'email.new_device.was_you': 'Si c’était vous, vous n’avez rien à faire.',
  'email.new_device.not_you':
    'Si ce n’était pas vous, changez votre mot de passe maintenant. Les autres appareils seront déconnectés.',

  'email.factor_added.subject':
    'La validation en deux étapes est activée pour votre compte {product}',
  'email.factor_added.text':
    'Une application d’authentification a été ajoutée au compte de {email}, et les autres appareils ont été déconnectés.',
  'email.factor_removed.subject':
    'La validation en deux étapes est désactivée pour votre compte {product}',
  'email.factor_removed.text':
    'L’application d’authentification et les codes de récupération de {email} ont été supprimés. Aucun code n’est plus nécessaire pour se connecter.',
  'email.passkey_added.subject': 'Une clé d’accès a été ajoutée à votre compte {product}',
  'email.passkey_added.text':
    'Une clé d’accès a été ajoutée au compte de {email}. Elle permet de se connecter.',
  'email.passkey_removed.subject': 'Une clé d’accès de votre compte {product} a été supprimée',
  'email.passkey_removed.text':
    'Une clé d’accès du compte de {email} a été supprimée. Elle ne permet plus de se connecter.',
  'email.recovery_code_used.subject':
    'Un code de récupération de votre compte {product} a été utilisé',
  'email.recovery_code_used.text':
    'Quelqu’un s’est connecté en tant que {email} avec un code de récupération. Codes restants : {left}.',

  'email.invitation.subject': '{inviter} vous invite sur {product}',
  'email.invitation.text': '{inviter} vous invite à créer un compte {product}.',
  'email.invitation.button': 'Accepter l’invitation',
  'email.invitation.expires': 'L’invitation expire {time}.',
  'email.invitation.someone': 'Quelqu’un',
  'email.invitation.not_you': 'Si vous n’attendiez pas d’invitation, ignorez cet e-mail.',
})
