import { units } from '../config/duration.ts'
import type { Settings, Vars } from '../config/settings.ts'
import type { Display } from '../config/vars.ts'
import * as z from '../input/zod.ts'
import { release } from './version.ts'

/** A setting as administrators see it. */
export const Setting = z.component('Setting', () =>
  z.object({ name: z.string(), value: z.string() }),
)

/** The settings of the instance, and its version. A secret is only reported as set or not set. */
export function listedSettings(settings: Settings): z.OutputOf<typeof Setting>[] {
  // The minimum length in force: documents require one, too.
  const values = { ...settings, PASSWORD_MIN_LENGTH: settings.passwordMinLength }
  const vars = Object.entries(settings.declared.displays).map(([name, display]) => ({
    name,
    // The displays have the names of the variables.
    value: textOf(values[name as keyof Vars], display),
  }))
  return [
    ...vars,
    { name: 'MAIL', value: isSet(settings.mail) },
    { name: 'VERSION', value: release },
  ]
}

function textOf(value: Settings[keyof Vars], display: Display): string {
  if (display === 'secret' || value === undefined) return isSet(value)
  if (display === 'duration') return duration(Number(value))
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value !== 'object') return String(value)
  // Texts of the owner, by language.
  if (value instanceof Map) return [...value.keys()].join(', ')
  if ('email' in value) return `${value.name} <${value.email}>`
  return [...value].join(', ')
}

function isSet(value: unknown): string {
  return value === undefined ? 'not set' : 'set'
}

/** Seconds as settings write them: 7d, 12h, 15m. */
function duration(seconds: number): string {
  const { w: _, ...shown } = units
  const [unit, size] = Object.entries(shown).find(([, each]) => seconds % each === 0) ?? ['s', 1]
  return `${seconds / size}${unit}`
}
