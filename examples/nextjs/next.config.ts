import type { NextConfig } from 'next'

/** Paths of Latchkey's API and pages. */
const paths = [
  '/api/auth/:path*',
  '/auth',
  '/auth/:path*',
  '/reset-password',
  '/.well-known/change-password',
]
const latchkey = process.env.LATCHKEY_URL ?? 'http://localhost:8787'
const isDevelopment = process.env.NODE_ENV === 'development'

export default {
  // In production, routes of Cloudflare do this. The cookie belongs to one host.
  rewrites: async () =>
    isDevelopment ? paths.map((source) => ({ source, destination: `${latchkey}${source}` })) : [],
  turbopack: { root: import.meta.dirname },
} satisfies NextConfig
