/** Replaces Node's `crypto` in the bundle (wrangler.toml): bcryptjs uses Web Crypto, which every Worker has. */
export default undefined
