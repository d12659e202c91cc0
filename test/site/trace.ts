/** What the browser did while a page was acted on, as its own profiler tells it. */
import type { Page } from 'playwright'

export interface TraceEvent {
  readonly name: string
  readonly args: {
    /** Flags that say why the compositor did not take an animation; 0 where it did. */
    readonly data?: { readonly compositeFailed?: number }
    /** Where a script asked for what the browser would have done at the end of the frame, innermost call first. */
    readonly beginData?: { readonly stackTrace?: readonly { readonly url: string }[] }
  }
}

/** @param categories  of events, as `chrome://tracing` names them */
export async function traced(
  page: Page,
  categories: readonly string[],
  act: () => Promise<unknown>,
): Promise<TraceEvent[]> {
  const devtools = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  devtools.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await devtools.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: [...categories] },
  })
  await act()
  const complete = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve))
  await devtools.send('Tracing.end')
  await complete
  return events
}
