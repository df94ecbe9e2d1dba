/** No server answers, or there is no route: another try takes a minute and changes nothing. */
const unreachable = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ENETDOWN)\b/
/** A download that broke off. */
const interrupted =
  /\b(ETIMEDOUT|ECONNRESET|EPIPE|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|FETCH_ERROR|E5\d\d|E429)\b/

/**
 * Whether npm may succeed with its usual patience after a first, impatient try.
 * @param {string} output what npm printed
 * @param {number} present packages that arrived
 */
export function isWorthARetry(output, present) {
  return !unreachable.test(output) && interrupted.test(output) && present > 0
}

/** Bytes. With less free space, npm reports faults of files that it could not finish. */
const nothing = 20 * 2 ** 20

/**
 * A failure of npm in one sentence if it is a known one, otherwise npm's own output.
 * @param {string} output what npm printed
 * @param {string} directory
 * @param {number} free the least free space during the installation, in bytes
 */
export function failureOf(output, directory, free) {
  if (free < nothing || /\b(ENOSPC|EDQUOT)\b|no space left on device/i.test(output)) {
    return diskFull(directory)
  }
  const [code] = unreachable.exec(output) ?? interrupted.exec(output) ?? []
  if (code) {
    return `The npm registry cannot be reached (${code}). The packages are downloaded once: connect to the network or set npm's proxy, then try again.`
  }
  return `${output.trim()}\nThe packages could not be installed.`
}

/** @param {string} directory */
export function diskFull(directory) {
  return `The disk is full: the packages need 650 MB in ${directory} and 300 MB in npm's cache (npm config get cache).`
}

/**
 * Why this machine cannot run Latchkey, in one sentence; undefined if it can.
 * @param {{ platform: string, arch: string, node: string, musl: boolean }} machine
 */
export function unsupported({ platform, arch, node, musl }) {
  if (platform === 'win32') {
    return 'Latchkey runs on Linux, on macOS, and on Windows inside WSL: run "wsl --install", then clone and start it there.'
  }
  if (!['linux', 'darwin'].includes(platform) || !['x64', 'arm64'].includes(arch)) {
    return `Latchkey runs on Linux, macOS and WSL with x64 or arm64, not on ${platform} with ${arch}: Cloudflare's runtime is not built for it.`
  }
  if (musl) {
    return "Latchkey needs a Linux with glibc, such as Debian or Ubuntu: Cloudflare's runtime is not built for musl (Alpine)."
  }
  if (Number.parseInt(node, 10) < 20) {
    return `Latchkey needs Node 20 or later. This is Node ${node}.`
  }
  return undefined
}
