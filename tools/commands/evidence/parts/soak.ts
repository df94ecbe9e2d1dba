import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../bootstrap/process.mjs'
import { capacityOf, latencyOf, memoryOf, mixOn } from '../load/mix.ts'
import { countByAnswer, openLoop } from '../load/open-loop.ts'
import { newFindings, type Part, table, whole } from '../report.ts'
import { builtWorker } from '../service/build.ts'
import { databaseFile, migratedDatabase, startInstance } from '../service/instance.ts'

/** The load as a share of the capacity. */
const share = 0.5
/** Parts of the soak, each with its figures. */
const periods = 6
/** MiB that workerd may use: V8 collects late, because a local isolate has no limit. */
const maxMemory = 640
/** MiB by which memory may grow from the second period to the last, in a soak of `longSoak` minutes or more. */
const maxGrowth = 64
const longSoak = 20

/** A steady load for minutes or hours: memory, latency and files must not drift. */
export const soak: Part = async ({ scratch, minutes, part }) => {
  const findings = newFindings()
  const instance = await startInstance({
    database: await migratedDatabase(scratch),
    versions: { latchkey: { bundle: await builtWorker(), variables: { BCRYPT_COST: '10' } } },
  })
  try {
    const next = await mixOn(instance.origin)
    const rate = Math.max(1, Math.floor(share * (await capacityOf(next, 10))))
    const file = databaseFile(scratch)
    const tables = Object.keys(bytesPerRow())
    const rowsOf = async () => {
      const counts = tables.map((name) => `(select count(*) from ${name}) as ${name}`)
      const [rows] = await instance.select<Record<string, number>>(`select ${counts.join(', ')}`)
      return rows ?? {}
    }
    const sizeOf = (path: string) => statSync(path).size
    const before = { rows: await rowsOf(), size: await instance.databaseSize() }
    const rows: (string | number)[][] = [
      [
        'minute',
        'check p50, ms',
        'check p99, ms',
        'memory, MiB',
        'database file, KiB',
        'WAL, KiB',
        'failures',
      ],
    ]
    const length = part(minutes * 100) / 100
    const memory: number[] = []
    let failures = 0
    for (let period = 1; period <= periods; period++) {
      const seconds = (length * 60) / periods
      const responses = await openLoop({ rate, seconds, next })
      const failed = responses.filter(({ status }) => status !== 200)
      failures += failed.length
      memory.push(memoryOf(instance.pid))
      rows.push([
        ((period * seconds) / 60).toFixed(1),
        latencyOf(responses, 'check', 0.5).toFixed(0),
        latencyOf(responses, 'check').toFixed(0),
        memoryOf(instance.pid).toFixed(0),
        whole(sizeOf(file) / 1024),
        whole(sizeOf(`${file}-wal`) / 1024),
        failed.length === 0 ? 0 : JSON.stringify(countByAnswer(failed)),
      ])
    }
    findings.add(...table(rows), '')
    findings.claim(
      failures === 0,
      `${rate} requests per second, half of the capacity, for ${length} minutes: ${failures} failures`,
    )
    const [, second = 0] = memory
    const grown = (memory.at(-1) ?? 0) - second
    findings.claim(
      Math.max(...memory) < maxMemory && (minutes < longSoak || grown <= maxGrowth),
      `memory of workerd stays below ${maxMemory} MiB; from the second period to the last it grows by ${grown.toFixed(0)} MiB, in ${longSoak} minutes or more at most by ${maxGrowth}`,
    )
    findings.claim(
      sizeOf(`${file}-wal`) < 16 * 2 ** 20,
      `the write-ahead log stays below 16 MiB: ${whole(sizeOf(`${file}-wal`) / 1024)} KiB`,
    )
    const after = { rows: await rowsOf(), size: await instance.databaseSize() }
    const stated = Object.entries(bytesPerRow()).reduce(
      (sum, [name, bytes]) => sum + bytes * ((after.rows[name] ?? 0) - (before.rows[name] ?? 0)),
      0,
    )
    const measured = after.size - before.size
    findings.claim(
      measured < stated * 1.35,
      `the database grew by ${whole(measured / 1024)} KiB; its new rows may take ${whole(stated / 1024)} KiB with the bytes per row of bench/SCALE.md, and a third more in a small database`,
    )
    return findings
  } finally {
    await instance.stop()
  }
}

/** Bytes per row of each table, from the table in bench/SCALE.md. */
function bytesPerRow(): Record<string, number> {
  const text = readFileSync(join(root, 'bench/SCALE.md'), 'utf8')
  const rows = text.matchAll(/^\| (\w+) \| [\d,]+ \| (\d+) \| \d+ \|$/gm)
  return Object.fromEntries([...rows].map(([, name = '', bytes]) => [name, Number(bytes)]))
}
