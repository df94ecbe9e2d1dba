/** Icons that the pages for guests need. All others are in signed-in-icons.ts, so that the sign-in page does not load them. */
export const alert = 'M12 8v5m0 3.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z'
export const check = 'm5 12.5 4.5 4.5L19 7.5'
export const checkCircle = 'm8.5 12 2.5 2.5 4.5-5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z'
export const chevronDown = 'm7 10 5 5 5-5'
export const circle = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z'
export const close = 'M6 6l12 12M18 6 6 18'
export const eye =
  'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z'
export const eyeOff =
  'M10 5.7A9.6 9.6 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16.5 16.5 0 0 1-2.6 3.3M6.5 7.1A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9.3 9.3 0 0 0 4.7-1.3M9.9 9.9a3 3 0 0 0 4.2 4.2M3.5 3.5l17 17'
export const offline =
  'M3 3l18 18M8.5 16a5 5 0 0 1 7 0M5 12.5a10 10 0 0 1 4-2.4M19 12.5a10 10 0 0 0-3-2.1M12 19.5v.01M2 8.8a15 15 0 0 1 3.5-2.3M22 8.8A15 15 0 0 0 11 5'
