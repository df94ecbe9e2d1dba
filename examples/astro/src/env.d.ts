declare namespace App {
  interface Locals {
    /** Who is signed in, or null. */
    session: import('latchkey/client').Current | null
  }
}
