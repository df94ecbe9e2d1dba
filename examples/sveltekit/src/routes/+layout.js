// The pages are files. Each browser then shows who is signed in.
export const prerender = true
