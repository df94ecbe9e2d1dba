import { crash } from './parts/crash.ts'
import { fullDisk } from './parts/full-disk.ts'
import { linearizability } from './parts/linearizability.ts'
import { load } from './parts/load.ts'
import { regionsPart } from './parts/regions.ts'
import { rotation } from './parts/rotation.ts'
import { soak } from './parts/soak.ts'
import { stuffing } from './parts/stuffing.ts'
import type { Part } from './report.ts'

/** The parts of the evidence, in the order in which they run. */
export const parts: Record<string, Part> = {
  linearizability,
  crash,
  stuffing,
  rotation,
  'full-disk': fullDisk,
  regions: regionsPart,
  load,
  soak,
}
