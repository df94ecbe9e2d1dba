type Level = 'info' | 'warn' | 'error'

/** Writes one structured log line: JSON that begins with the level and the name of the event. */
export function log(level: Level, event: string, fields: Record<string, unknown> = {}): void {
  console[level](JSON.stringify({ level, event, ...fields }))
}
