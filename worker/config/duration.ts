/** Units of a duration in a setting, in seconds, longest first. */
export const units = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 } as const

export const minute = units.m * 1000
export const hour = units.h * 1000
export const day = units.d * 1000
