import { defineProblems } from '../http/problem.ts'

/** Problems of the administration of OAuth clients. */
export const clientProblems = defineProblems({
  client_not_found: [404, 'Client not found'],
  client_has_document: [409, 'The document at the client ID describes this app'],
  client_is_public: [409, 'A public client has no secret'],
  too_many_clients: [409, 'There are 500 clients already. Delete one first.'],
})
