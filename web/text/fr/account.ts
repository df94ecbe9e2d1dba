import type { account as English } from '../en/account.ts'
import { translation } from '../message.ts'

export const account = translation<typeof English>()({
  'account.add': 'Ajouter',
  'account.back': 'Retour à votre compte',
  'account.change': 'Modifier',
  'account.none': 'Non renseigné',
  'account.save': 'Enregistrer',
  'account.saving': 'Enregistrement…',

  'account.profile.title': 'Profil',
  'account.profile.lead': 'Votre nom, votre nom d’utilisateur et votre langue.',
  'account.name': 'Nom',
  'account.name.add': 'Ajouter un nom',
  'account.name.change': 'Modifier le nom',
  'account.name.first': 'Prénom',
  'account.name.last': 'Nom de famille',
  'account.name.saved': 'Nom enregistré.',
  'account.username': 'Nom d’utilisateur',
  'account.username.add': 'Ajouter un nom d’utilisateur',
  'account.username.change': 'Modifier le nom d’utilisateur',
  'account.username.hint':
    'Vous pouvez vous connecter avec votre nom d’utilisateur ou votre adresse e-mail.',
  'account.username.missing': 'Saisissez un nom d’utilisateur.',
  'account.username.saved': 'Nom d’utilisateur enregistré.',
  'account.language': 'Langue',
  'account.language.change': 'Modifier la langue',
  'account.language.hint': 'La langue de ces pages et des e-mails que nous vous envoyons.',
  'account.member_since': 'Membre depuis',

  'account.security.title': 'Sécurité',
  'account.security.lead': 'Votre adresse e-mail et votre mot de passe.',
  'account.email': 'E-mail',
  'account.email.add': 'Ajouter une adresse e-mail',
  'account.email.change': 'Modifier l’adresse e-mail',
  'account.email.change_lead':
    'Nous enverrons un code à la nouvelle adresse. Votre adresse changera lorsque vous saisirez ce code.',
  'account.email.missing': 'Saisissez votre nouvelle adresse e-mail.',
  'account.email.new': 'Nouvelle adresse e-mail',
  'account.email.no_mail':
    'Vous ne pouvez pas modifier votre adresse e-mail, car ce service ne peut pas envoyer d’e-mails.',
  'account.email.pending': 'Saisissez le code envoyé à {email}.',
  'account.email.send_code': 'Envoyer le code',
  'account.email.sending': 'Envoi…',
  'account.email.unverified': 'Non vérifiée',
  'account.email.verified': 'Vérifiée',
  'account.email.verify': 'Vérifier',
  'account.email.verify_label': 'Vérifier l’adresse e-mail',

  'account.code.enter': 'Saisir le code',
  'account.code.label': 'Code de vérification',
  'account.code.missing': 'Saisissez les six chiffres de l’e-mail.',
  'account.code.page_lead': 'Saisissez le code à six chiffres du dernier e-mail.',
  'account.code.resend': 'Envoyer un nouveau code',
  'account.code.resend_in': 'Envoyer un nouveau code dans {time}',
  'account.code.resent': 'Nous avons envoyé un nouveau code.',
  'account.code.sent':
    'Nous avons envoyé un code à six chiffres à {email}. Il expire dans 10 minutes.',
  'account.code.skip': 'Ignorer pour l’instant',
  'account.code.spam': 'Pas d’e-mail ? Vérifiez votre dossier de spam.',
  'account.code.title': 'Consultez vos e-mails',
  'account.code.verified': '{email} est vérifiée.',
  'account.code.verifying': 'Vérification…',

  'account.password': 'Mot de passe',
  'account.password.change': 'Modifier le mot de passe',
  'account.password.changed':
    'Mot de passe modifié. Tous les autres appareils ont été déconnectés.',
  'account.password.current': 'Mot de passe actuel',
  'account.password.missing': 'Saisissez votre mot de passe actuel.',
  'account.password.missing_new': 'Saisissez un nouveau mot de passe.',
  'account.password.new': 'Nouveau mot de passe',
  'account.password.sign_out':
    'La modification de votre mot de passe déconnecte tous les autres appareils.',

  'account.required.current': 'Mot de passe à usage unique',
  'account.required.lead':
    'Vous vous êtes connecté avec un mot de passe à usage unique. Choisissez votre propre mot de passe pour continuer.',
  'account.required.missing': 'Saisissez le mot de passe avec lequel vous vous êtes connecté.',
  'account.required.save': 'Enregistrer et continuer',
  'account.required.same': 'Choisissez un mot de passe différent du mot de passe à usage unique.',
  'account.required.title': 'Choisissez un nouveau mot de passe',

  'account.delete': 'Supprimer le compte',
  'account.delete.busy': 'Suppression…',
  'account.delete.button': 'Supprimer le compte…',
  'account.delete.confirm': 'Supprimer définitivement',
  'account.delete.consequence':
    'Votre compte, ses sessions et ses invitations seront définitivement supprimés. Cette action est irréversible.',
  'account.delete.question': 'Supprimer votre compte ?',
  'account.delete.row': 'Supprime définitivement votre compte, ses sessions et ses invitations.',

  'account.devices.title': 'Appareils',
  'account.devices.lead':
    'Où vous êtes connecté. Déconnectez les appareils que vous ne reconnaissez pas.',
  'account.devices.active_now': 'Actif maintenant',
  'account.devices.current': 'Cet appareil',
  'account.devices.last_active': 'Dernière activité : {time}',
  'account.devices.no_others': 'Aucun autre appareil',
  'account.devices.no_others_lead': 'Vous n’êtes connecté sur aucun autre appareil.',
  'account.devices.sign_out': 'Déconnecter',
  'account.devices.sign_out_label': 'Déconnecter {device}',
  'account.devices.sign_out_others': 'Déconnecter les autres appareils',
  'account.devices.signed_in': 'Connecté le {date}',
  'account.devices.signed_out': '{device} a été déconnecté.',
  'account.devices.signed_out_others': 'Tous les autres appareils ont été déconnectés.',

  'account.invitations.title': 'Invitations',
  'account.invitations.lead':
    'Toute personne disposant d’un lien d’invitation peut créer un compte.',
  'account.invitations.lead_closed':
    'Les inscriptions sont fermées, ces liens ne permettent donc pas de créer de compte. D’autres programmes peuvent toujours vérifier les codes.',
  'account.invitations.copied': 'Lien copié.',
  'account.invitations.copy': 'Copier le lien',
  'account.invitations.copy_label': 'Copier le lien de l’invitation {code}',
  'account.invitations.create': 'Créer un lien',
  'account.invitations.created': 'Lien d’invitation',
  'account.invitations.created_lead': 'Partagez ce lien. Il expire le {date}.',
  'account.invitations.done': 'Terminé',
  'account.invitations.empty': 'Aucune invitation',
  'account.invitations.empty_lead':
    'Créez un lien et partagez-le avec les personnes que vous souhaitez inviter.',
  'account.invitations.expires': 'Expire {time}',
  'account.invitations.link': 'Lien',
  'account.invitations.revoke': 'Révoquer',
  'account.invitations.revoke_label': 'Révoquer l’invitation {code}',
  'account.invitations.revoke_lead':
    'Le lien cesse de fonctionner immédiatement. Les comptes créés avec ce lien sont conservés.',
  'account.invitations.revoke_question': 'Révoquer cette invitation ?',
  'account.invitations.revoked': 'Invitation révoquée.',
  'account.invitations.revoking': 'Révocation…',
  'account.invitations.unused': 'Pas encore utilisée',
  'account.invitations.used': {
    one: 'Utilisée {count} fois',
    many: 'Utilisée {count} fois',
    other: 'Utilisée {count} fois',
  },
})
