import type { reference as English } from '../en/reference.ts'
import { translation } from '../message.ts'

export const reference = translation<typeof English>()({
  'reference.title': 'Référence de l’API',
  'reference.lead': 'Tous les points d’accès de ce service, tels que {link} les décrit.',
  'reference.search': 'Rechercher des points d’accès',
  'reference.count': { one: '{count} point d’accès', other: '{count} points d’accès' },
  'reference.required': 'obligatoire',
  'reference.parameters': 'Paramètres',
  'reference.body': 'Corps de la requête',
  'reference.responses': 'Réponses',
  'reference.example': 'Exemple',
  'reference.anyone': 'Tout le monde',
  'reference.bearer': 'Jeton dans l’en-tête Authorization',
  'reference.cookie': 'Cookie de session',
  'reference.empty': 'Aucun contenu',
})
