import { useLayoutEffect, useState } from 'preact/hooks'

let show: ((loading: boolean) => void) | undefined

/** Call when a page starts to load and when it has loaded. */
export function setLoading(loading: boolean): void {
  show?.(loading)
}

/** A thin bar while the next page loads. Its state is its own: rendering the router again would remove the present page. */
export function ProgressBar() {
  const [loading, setState] = useState(false)
  useLayoutEffect(() => {
    show = setState
  }, [])
  return loading ? <div class="progress" /> : null
}
