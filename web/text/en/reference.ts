/** The reference of the API. Its sentences about operations come from the description, in English. */
export const reference = {
  'reference.title': 'API reference',
  'reference.lead': 'Every endpoint of this service, as {link} describes it.',
  'reference.search': 'Search endpoints',
  'reference.count': { one: '{count} endpoint', other: '{count} endpoints' },
  'reference.required': 'required',
  'reference.parameters': 'Parameters',
  'reference.body': 'Request body',
  'reference.responses': 'Responses',
  'reference.example': 'Example',
  'reference.anyone': 'Anyone',
  'reference.bearer': 'Token in the Authorization header',
  'reference.cookie': 'Session cookie',
  'reference.empty': 'No content',
} as const
