import argon2idModule from 'argon2id/dist/simd.wasm'
import setUp from 'argon2id/lib/setup.js'

/** argon2id as RFC 9106 has it. In a file of its own, because only a Worker's bundle can load the module above. */
export async function argon2id(
  password: Uint8Array,
  salt: Uint8Array,
  tagLength: number,
  cost: { memorySize: number; passes: number; parallelism: number },
): Promise<Uint8Array> {
  // An instance for each, so that its memory goes with it.
  const compute = await setUp(instantiate, instantiate)
  // The library checks the array itself where it means its length: a single byte of less than 8 would throw.
  const bytes = Object.assign(password, { valueOf: () => 8 })
  return compute({ password: bytes, salt, tagLength, ...cost })
}

/** The module was compiled when the Worker was deployed: Workers compile nothing while they run. */
async function instantiate(imports: WebAssembly.Imports) {
  return { instance: new WebAssembly.Instance(argon2idModule, imports), module: argon2idModule }
}
