/** The initials of a person, next to the name. */
export function Avatar({ name, size }: { name: string; size?: 'large' }) {
  return (
    <span class={size ? `avatar ${size}` : 'avatar'} aria-hidden="true">
      {initials(name)}
    </span>
  )
}

/** The first letters of the first and the last word: "AL" for "Ada Lovelace", "A" for "ada@example.com". */
export function initials(name: string): string {
  const words = name
    .replace(/@.*/, '')
    .split(/[\s._-]+/)
    .filter(Boolean)
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words
  return chosen.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('')
}
