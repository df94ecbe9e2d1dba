import argon2idModule from 'argon2id/dist/simd.wasm'
import setUp from 'argon2id/lib/setup.js'

/** Derives a key with argon2id (RFC 9106). In its own file because only a Worker's bundle can load the module above. */
export async function argon2id(
  password: Uint8Array,
  salt: Uint8Array,
  tagLength: number,
  cost: { memorySize: number; passes: number; parallelism: number },
): Promise<Uint8Array> {
  // One WebAssembly instance per call, so that its memory is freed afterwards.
  const compute = await setUp(instantiate, instantiate)
  // The library compares the array with 8 instead of its length and would throw on a single byte below 8.
  const bytes = Object.assign(password, { valueOf: () => 8 })
  return compute({ password: bytes, salt, tagLength, ...cost })
}

/** Workers cannot compile WebAssembly at run time: the module is compiled at deployment. */
async function instantiate(imports: WebAssembly.Imports) {
  return { instance: new WebAssembly.Instance(argon2idModule, imports), module: argon2idModule }
}
